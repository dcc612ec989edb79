def post_init_hook(env):
    """Show places and packages to those who work with stock, as our screens do."""
    env["res.config.settings"].create(
        {
            "group_stock_multi_locations": True,
            "group_stock_tracking_lot": True,
            "group_stock_production_lot": True,
        }
    ).execute()
    # Odoo lets anybody sign up by default; our users are invited.
    env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2b")
