"""Rows written for a whole set in one statement, as the ORM would write them."""

from odoo.tools import SQL


def insert_rows(model, columns, count):
    """Insert ``count`` records of ``model`` in one statement and return them.

    :param model: empty recordset, in the environment of the user who writes
    :param columns: ``{field name: value or list of count values}``, values in
        cache format (ids, ``None``, floats, datetimes)
    :return: the new records, in the order of the lists, their columns in cache
    """
    columns = {**_default_columns(model, columns), **_log_columns(model), **columns}
    lists = {name: v for name, v in columns.items() if isinstance(v, list)}
    names = list(columns)
    query = SQL(
        "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) WITH ORDINALITY AS t(%s, _row)"
        " ORDER BY _row RETURNING id",
        SQL.identifier(model._table),
        SQL(", ").join(SQL.identifier(name) for name in names),
        SQL(", ").join(
            SQL.identifier("t", name) if name in lists else _scalar(model, name, value)
            for name, value in columns.items()
        ),
        SQL(", ").join(_array(model, name, values) for name, values in lists.items()),
        SQL(", ").join(SQL.identifier(name) for name in lists),
    )
    ids = sorted(row[0] for row in model.env.execute_query(query))
    records = model.browse(ids)
    for name, field in model._fields.items():
        if field.store and field.column_type:
            value = columns.get(name)
            values = value if name in lists else [value] * count
            field._insert_cache(records, values)
    return records


def announce_created(records, own):
    """Let the ORM recompute what depends on ``records``, as after a create.

    :param own: names of the computed fields whose value was inserted
    """
    fields = [records._fields[name] for name in own]
    with records.env.protecting(fields, records):
        records.modified(records._fields, create=True)


def update_rows(model, ids, columns):
    """Set the columns of the rows ``ids`` in one statement; cache is not touched."""
    columns = {**columns, **_log_columns(model, ("write_uid", "write_date"))}
    lists = {name: v for name, v in columns.items() if isinstance(v, list)}
    source = SQL(", ").join(
        [SQL("%s::int4[]", list(ids))]
        + [_array(model, name, values) for name, values in lists.items()]
    )
    model.env.cr.execute(
        SQL(
            "UPDATE %s r SET %s FROM unnest(%s) AS t(%s) WHERE r.id = t._id",
            SQL.identifier(model._table),
            SQL(", ").join(
                SQL(
                    "%s = %s",
                    SQL.identifier(name),
                    SQL.identifier("t", name)
                    if name in lists
                    else _scalar(model, name, value),
                )
                for name, value in columns.items()
            ),
            source,
            SQL(", ").join(SQL.identifier(name) for name in ["_id", *lists]),
        )
    )


def unknown_dependents(model, field_names, known):
    """Stored fields that depend on ``field_names`` beside the ``known`` ones.

    :param known: set of ``"model.field"`` that the caller takes care of
    """
    registry = model.env.registry
    return {
        str(dependent)
        for name in field_names
        for dependent in registry.get_dependent_fields(model._fields[name])
        if dependent.store and dependent.compute and str(dependent) not in known
    }


def _default_columns(model, columns):
    missing = [
        name
        for name, field in model._fields.items()
        if field.store and field.column_type and field.default and name not in columns
    ]
    values = model.default_get(missing) if missing else {}
    return {
        name: model._fields[name].convert_to_cache(value, model, validate=False)
        for name, value in values.items()
        if name in missing
    }


def _log_columns(model, names=("create_uid", "write_uid", "create_date", "write_date")):
    now, uid = model.env.cr.now(), model.env.uid
    return {name: uid if name.endswith("_uid") else now for name in names}


def _cast(model, name):
    return SQL(model._fields[name].column_type[0])


def _scalar(model, name, value):
    return SQL("%s::%s", value, _cast(model, name))


def _array(model, name, values):
    return SQL("%s::%s[]", values, _cast(model, name))
