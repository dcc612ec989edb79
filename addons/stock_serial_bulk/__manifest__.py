{
    "name": "Serial Numbers in Bulk",
    "summary": "Receive, move and deliver serial-numbered goods by the thousand",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Emmaüs Connect contributors",
    "license": "AGPL-3",
    "depends": ["stock"],
}
