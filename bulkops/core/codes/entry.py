"""Codes about one entry of a manifest: its keys, its fields, its values."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="M020",
        title="an entry does not say what to do",
        cause="`op` names the operation; every other key of the entry is read according to it.",
        example="- id: acme-release\n  invoice: 100231",
        remedy="Add `op:` with the name of an operation, such as `visma.invoice.release`. `bulkops operations` lists "
        "them.",
    ),
    Code(
        code="M021",
        title="unknown field",
        cause="The operation has no field of this name here. A misspelt field would be left out without a word, so "
        "names are taken as the API spells them, capitals included.",
        example="with: {customerNumber: 10042, documentDat: 2026-03-31}",
        remedy="Correct the name. `bulkops operations NAME` lists the fields of an operation. `with` holds what is "
        "sent; `id`, `op`, `invoice`, `after` stand beside it.",
    ),
    Code(
        code="M022",
        title="a field is missing",
        cause="The operation cannot be carried out without it, or bulkops could not tell which operation it is.",
        example="- id: acme-march\n  op: visma.invoice.create\n  with: {documentDate: 2026-03-31}",
        remedy="Add the field that the message names. In a table, fill the cell or leave the row out by `where`.",
    ),
    Code(
        code="M023",
        title="a value is not of the kind that its field holds",
        cause="Dates, numbers, flags, groups and lists each have one form, so that a slip is seen before it is sent.",
        example="documentDate: 31.03.2026\nquantity: 1,5\nhold: yes",
        remedy="Write dates as `2026-03-31`, numbers as `1250.50`, flags as `true` or `false`; the hint shows the "
        "form of the field.",
    ),
    Code(
        code="M024",
        title="a value is not one of those that its field takes",
        cause="The API knows a fixed list of values for this field, and they are written exactly like this.",
        example="invoiceLines:\n  - {operation: delete, lineNumber: 2}",
        remedy="Take one of the values that the hint names; here `Delete`.",
    ),
    Code(
        code="M025",
        title="a number is out of bounds",
        cause="The field does not hold numbers as small or as large as this one.",
        example="TermsOfPaymentId: 0",
        remedy="Write a number within the bounds that the message names.",
    ),
    Code(
        code="M026",
        title="a text is empty or too long",
        cause="The API would refuse it or cut it off.",
        example='customerNumber: ""',
        remedy="Write the value, shorten it, or leave the key out.",
    ),
    Code(
        code="M027",
        title="a group or list is empty",
        cause="It says nothing: it neither changes nor clears anything.",
        example="with: {invoiceLines: []}",
        remedy="Give at least one value in it, or remove the key. To remove a line, write "
        "`{operation: Delete, lineNumber: 2}`.",
    ),
    Code(
        code="M028",
        title="a field cannot be cleared",
        cause="`null` clears a field, and the API allows that for some fields only. To write nothing after the colon "
        "means `null` too.",
        example="with: {customerNumber: null}",
        remedy="Leave the field out to keep what is there. `bulkops operations NAME` shows what can be cleared.",
    ),
    Code(
        code="M030",
        title="unknown operation",
        cause="Neither an entry nor the defaults can name an operation that bulkops does not have.",
        example="op: visma.invoice.relase",
        remedy="Correct the name; `bulkops operations` lists all of them.",
    ),
    Code(
        code="M031",
        title="the operation takes no defaults",
        cause="Defaults are laid under `with`, and this operation has no `with`.",
        example="defaults:\n  visma.invoice.release: {hold: false}",
        remedy="Remove these defaults.",
    ),
    Code(
        code="M040",
        title="other tools read this value differently",
        cause="bulkops keeps the text as written, zeros in front included. Spreadsheets, editors and other YAML "
        "programs may turn it into a number or a truth value, and then write something else back.",
        example="customerNumber: 00104",
        remedy='Put it in quotes: `customerNumber: "00104"`. It is a warning: nothing is stopped by it.',
    ),
    Code(
        code="M043",
        title="one line of an invoice is named twice",
        cause="In which order the system would carry out two changes of one line is not known.",
        example="invoiceLines:\n  - {lineNumber: 1, quantity: 3}\n  - {lineNumber: 1, unitPriceInCurrency: 90}",
        remedy="Write all changes of a line into one element.",
    ),
    Code(
        code="M044",
        title="the invoice is to be found by a number that is not given",
        cause="`identity: referenceNumber` says that you choose the invoice's number yourself.",
        example="identity: referenceNumber\nwith: {customerNumber: 10042}",
        remedy="Add `referenceNumber` (and `overrideNumberSeries: true` where the series is automatic), or remove "
        "`identity`.",
    ),
    Code(
        code="M045",
        title="a line cannot be matched",
        cause="`match_lines` finds the invoice's lines by a value of theirs, so each line of `with` needs one, and no "
        "two may have the same.",
        example="match_lines: inventoryNumber\nwith:\n  invoiceLines:\n    - {description: Fee, quantity: 1}",
        remedy="Give the line that value, match by another member, or name the line by `lineNumber`; a line that is to "
        "be added whatever there is says `operation: Insert`.",
    ),
    Code(
        code="M046",
        title="there is nothing to match lines by, or no lines to match",
        cause="`match_lines` is about the lines of `with`, and `other_lines` about those of the invoice that are not "
        "among them.",
        example="other_lines: delete\nwith: {invoiceLines: [{lineNumber: 1, quantity: 3}]}   # and no `match_lines`",
        remedy="Add what the message names, or remove the key.",
    ),
    Code(
        code="M060",
        title="a file that an entry names cannot be used",
        cause="It is not there, is a folder, or may not be read. Paths count from the manifest's folder.",
        example="file: timesheets/acme-march.pdf",
        remedy="Correct the path, or put the file there.",
    ),
    Code(
        code="M061",
        title="the name of a file has no extension",
        cause="Nothing else tells the system, and the customer, what kind of file it is.",
        example="file: contract",
        remedy="Give the file a name such as `contract.pdf`.",
    ),
)
