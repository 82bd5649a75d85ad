"""Codes about `bulkops export`."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P105",
        title="a document that was to be exported does not exist",
        cause="It was named with `--customers`, and the system has nothing of that kind under the number. What the "
        "others have is in the manifest, which is whole but for these. Nothing was changed.",
        example="bulkops export ddapi.invoice_settings --customers 10042,99999 -o settings.yaml",
        remedy="Check the numbers, and whether the profile leads to the right company. A customer without settings is "
        "given some by an entry with `create: true`.",
    ),
)
