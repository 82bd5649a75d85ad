"""Entries with `rows`, as YAML, in the parts that tests vary."""

HEADER = "No;Date;Customer;Item;Count;Price;Draft;Text\n"

LINES = """
  invoiceLines:
    each_row: {inventoryNumber: {column: Item}, quantity: {column: Count}, unitPriceInCurrency: {column: Price}}
"""


def entry(
    declared: str = "",
    *,
    name: str = '"inv-{No}"',
    op: str = "visma.invoice.create",
    payload: str = "  customerNumber: {column: Customer}\n  documentDate: {column: Date}" + LINES,
    group_by: str = "No",
    more: str = "",
) -> str:
    """Write an entry on `t.csv`, with `;` and a decimal comma unless `declared` says otherwise."""
    keys = {"file": "t.csv", "delimiter": '";"', "decimal": '","', "group_by": group_by}
    lines = [line.strip() for line in declared.splitlines() if line.strip()]
    for line in lines:
        keys.pop(line.partition(":")[0], None)
    text = "rows:\n" + "".join(f"  {key}: {value}\n" for key, value in keys.items() if value)
    text += "".join(f"  {line}\n" for line in lines)
    text += f"id: {name}\n" if name else ""
    text += f"op: {op}\n" if op else ""
    return text + f"with:\n{payload}\n" + more
