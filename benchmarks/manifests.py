"""Make manifests of any size, the same bytes every time."""

from collections.abc import Callable
from pathlib import Path

HEAD = """\
bulkops: 1
name: {name}
defaults:
  visma.invoice.create: {{currencyId: NOK, hold: false}}
operations:
"""

CREATE = """\
  - id: inv-{n:07}
    op: visma.invoice.create
    with:
      customerNumber: "{customer}"
      documentDate: 2026-03-{day:02}
      customerRefNumber: PO-{n:07}
      invoiceText: Agreement {n:07}
      invoiceLines:
"""

LINE = """\
        - inventoryNumber: CONS-1
          description: Consulting, week {week}
          quantity: {quantity}
          unitPriceInCurrency: {price}.50
"""

RELEASE = """\
  - id: rel-{n:07}
    op: visma.invoice.release
    invoice: {{from: inv-{made:07}}}
"""

UPDATE = """\
  - id: upd-{n:07}
    op: visma.invoice.update
    invoice: "{number}"
    with:
      creditTermsId: "14"
      paymentReference: agreement {n:07}, terms of 14 days from March
      invoiceLines:
        - lineNumber: 1
          description: Support agreement {n:07}, new price from March
          unitPriceInCurrency: {price}.25
        - lineNumber: 2
          quantity: {quantity}
"""

Entry = Callable[[int], str]


def create(n: int, lines: int = 4) -> str:
    """Write a create; ids and references are unique by `n`."""
    head = CREATE.format(n=n, customer=10001 + n % 9000, day=1 + n % 28)
    return head + "".join(
        LINE.format(n=n, week=9 + line, quantity=1 + (n + line) % 40, price=900 + n % 500) for line in range(lines)
    )


def mixed(n: int) -> str:
    """Write the n-th operation of a mixed manifest: of five, three create, one releases, one updates."""
    if n % 5 == 3:
        return RELEASE.format(n=n, made=n - 1)
    if n % 5 == 4:
        return UPDATE.format(n=n, number=200000 + n, price=500 + n % 300, quantity=1 + n % 9)
    return create(n)


def small_create(n: int) -> str:
    """Write a create of two lines, as a month's invoices have them."""
    return create(n, lines=2)


def manifest(folder: Path, name: str, count: int, entry: Entry) -> Path:
    """Write a manifest into a folder."""
    path = folder / f"{name}-{count}.yaml"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEAD.format(name=path.stem))
        for n in range(count):
            stream.write(entry(n))
    return path
