"""Codes about what became of a request to a remote API: R110 on."""

from bulkops.core.codes.code import Code

_RESUME = "Run `bulkops resume`: it looks the operation up before it sends anything, so nothing is done twice."

CODES: tuple[Code, ...] = (
    Code(
        code="R110",
        title="the API refuses a read, or denies access",
        cause="The credentials lack a right, or lead to another company. Nothing was carried out.",
        example="The application may read invoices, and not change them.",
        remedy="Check the credentials' rights and the profile's company; then run `bulkops resume`, or plan again.",
    ),
    Code(
        code="R111",
        title="the API does not answer a read",
        cause="It was asked several times with growing pauses. Reads change nothing, so nothing is in doubt by it.",
        example="The API is being maintained and answers 503 for an hour.",
        remedy="Try again when the API can be reached; after `apply`, with `bulkops resume`.",
    ),
    Code(
        code="R112",
        title="the answer is not what the API answers",
        cause="Something else than the API answered, such as a page of a proxy or another web server.",
        example="`base_url` leads to the sign-in page of the company's network.",
        remedy="Check the profile's `base_url`, and whether a proxy stands in between.",
    ),
    Code(
        code="R113",
        title="a list changed while it was read",
        cause="Others worked in the system meanwhile, and a row may have slipped from one page to another. An "
        "incomplete list does not prove that a document is missing.",
        example="A colleague deletes invoices while a run looks for its own.",
        remedy="Run the command again; after `apply`, `bulkops resume`. A list stands still where it is narrowed to "
        "what nobody works on.",
    ),
    Code(
        code="R117",
        title="a list does not show what documents are found by",
        cause="Before it creates anything, a plan looks whether the documents are there already. The rows of the list "
        "lack the member that holds their marks, so nobody can tell.",
        example="A proxy in front of the API removes `externalReference` from answers.",
        remedy="See what stands between bulkops and the API; or choose another field by `identity`. Nothing was sent.",
    ),
    Code(
        code="R120",
        title="too many requests",
        cause="The API counts requests, those of other programs too, and asks to wait. It carried out nothing.",
        example="The hourly quota of the company is used up.",
        remedy="Nothing is to be done: it is sent again after the pause. `--rate` makes the run slower.",
    ),
    Code(
        code="R121",
        title="the process stood still before a request could go",
        cause="Between writing the intent down and sending, too much time went by, as when a machine sleeps. Another "
        "process may have gone on with the run meanwhile, so nothing was sent.",
        example="A laptop was closed during `bulkops apply`, and opened again.",
        remedy="Nothing, if the run goes on by itself; else `bulkops resume`.",
    ),
    Code(
        code="R130",
        title="conflict: somebody changed the document since the plan",
        cause="The plan was made and reviewed for another version of the document. Nothing is written over.",
        example="A colleague edits invoice 100231 between `plan` and `apply`.",
        remedy="Run `bulkops plan` again and look at the difference; applying then does only what is not done.",
    ),
    Code(
        code="R131",
        title="conflict: the document is gone since the plan",
        cause="Somebody deleted it.",
        example="A draft is deleted between `plan` and `apply`.",
        remedy="Remove the entry, if that is as it should be.",
    ),
    Code(
        code="R132",
        title="conflict: the answer was lost, and the document is not as expected",
        cause="It holds neither what the plan was made from nor what was wanted: somebody else changed it, before or "
        "after the request.",
        example="An update gets no answer, and a colleague edits the invoice while the run waits.",
        remedy="Look at the document, then plan again: the plan shows what is still different.",
    ),
    Code(
        code="R140",
        title="the API refuses the operation",
        cause="The message is the API's own. Nothing was changed by this operation; others go on.",
        example="`Customer 99999 cannot be found in the system`",
        remedy="Mend the entry and apply the manifest again: only what is not done is sent.",
    ),
    Code(
        code="R141",
        title="the API says success, but does not hold what was sent",
        cause="Some hosts ignore fields that they do not know, or keep a value where null was sent to clear it. So the "
        "settings are read back after the write. The message names what is different; the rest of what was sent is "
        "set. What depends on the operation is not sent.",
        example="`ReverseTax` is sent to an older installation.",
        remedy="Look at the settings in the system, and take out of the entry what this host does not do; clear such a "
        "value in the system itself. Then apply the manifest again: only what is different is sent.",
    ),
    Code(
        code="R143",
        title="the file to attach is no longer the one of the plan",
        cause="It was changed or removed since the plan was made. Nothing was sent.",
        example="A timesheet is corrected between `plan` and `apply`.",
        remedy="Look at the file, and apply the manifest again: the new plan has its new digest.",
    ),
    Code(
        code="R144",
        title="an answer could not be kept in its file",
        cause="The file is there already, the disk is full, the folder may not be written, or the answer was empty.",
        example="save_as: printed/acme-march.pdf",
        remedy="Clear the way and apply the manifest again.",
    ),
    Code(
        code="R145",
        title="done by half: the second write of the operation was refused",
        cause="The operation needs two writes. The first is done, and the second was refused.",
        example="The file is attached, but to let it go along to AutoInvoice was refused.",
        remedy="Do what the message names in the system itself; the first write need not be repeated.",
    ),
    Code(
        code="R150",
        title="in doubt: the server failed while it worked on the request",
        cause="An answer of 500, 502, 503 or 504 does not say whether the request was carried out.",
        example="`502 Bad Gateway` after the invoice was made.",
        remedy=_RESUME,
    ),
    Code(
        code="R151",
        title="in doubt: the answer cannot be understood",
        cause="The status says success, and the body does not, or it contradicts itself.",
        example='`{"Success": true, "Errors": [{"ErrorCode": 1}]}`',
        remedy=_RESUME,
    ),
    Code(
        code="R152",
        title="in doubt: the answer does not name the new document",
        cause="The document seems to be made, but its number is not known, and steps that follow need it.",
        example="`201 Created` without a `Location`.",
        remedy=_RESUME,
    ),
    Code(
        code="R153",
        title="in doubt: interrupted while the answer was awaited",
        cause="You stopped the run twice, so it did not wait for the requests that were under way.",
        example="Ctrl-C, and Ctrl-C again.",
        remedy=_RESUME,
    ),
    Code(
        code="R154",
        title="in doubt: the settings could not be read back",
        cause="The host said success, which counts only once the settings show it.",
        example="The connection is lost right after the write.",
        remedy=_RESUME,
    ),
    Code(
        code="R155",
        title="in doubt: the call was accepted, and its id was not told",
        cause="Calls in the background are asked after by their id. Without it nobody can say what became of the call.",
        example="`202 Accepted` with an empty body.",
        remedy=_RESUME,
    ),
    Code(
        code="R156",
        title="in doubt: the state of the background call is not to be had",
        cause="It is kept for 24 hours, and only for the client and company that made the call.",
        example="`404 Not Found` for `/v1/background/…`.",
        remedy=_RESUME,
    ),
    Code(
        code="R157",
        title="in doubt: the background call broke off",
        cause="The system itself failed to carry the call out, or to write down how it ended.",
        example="`Failed`, with a status code of 0.",
        remedy=_RESUME,
    ),
    Code(
        code="R160",
        title="the operation was started and did not come to its end",
        cause="A release is answered when it has started. The invoice is still in its old status long afterwards, "
        "which mostly means that a check of the system has failed.",
        example="The financial period is closed.",
        remedy="Open the invoice in the system, which shows the cause. Mend it and apply the manifest again.",
    ),
    Code(
        code="R170",
        title="looked up: the operation has not happened",
        cause="It was in doubt. After the time that the server may work on a request it was looked for, and is not "
        "there, so it can be sent safely.",
        example="The connection broke before the request reached the system.",
        remedy="Nothing is to be done: it is sent again.",
    ),
    Code(
        code="R171",
        title="a person has to decide whether the operation has happened",
        cause="It was in doubt, and what the system shows proves neither: several documents could be the result, or "
        "one that differs from what was sent or is older; or the system shows nothing of what was sent.",
        example="Two credit notes of one customer, date and amount.",
        remedy="Run `bulkops resolve RUN ID`: it shows what was sent beside what may be its result, and takes your "
        "decision.",
    ),
    Code(
        code="R172",
        title="the operation can be settled by looking",
        cause="It was sent and its effect is not known yet, but the system shows it. A person decides only where the "
        "system does not.",
        example="`bulkops resolve 7f3a acme-march --again` before `bulkops resume`.",
        remedy="Run `bulkops resume`: it looks, and then adopts the operation, sends it again, or leaves it to you.",
    ),
    Code(
        code="R173",
        title="the server may still be at work on the operation",
        cause="Until the longest time that the server works on a request has passed since the send, what has not "
        "happened may yet happen: to send it again could do it twice.",
        example="An invoice is sent to AutoInvoice, the answer is lost, and `bulkops resolve` is called at once.",
        remedy="Decide from the time on that the message names.",
    ),
    Code(
        code="R174",
        title="the operation could not be looked up, and stays in doubt",
        cause="Its settling time is over, but the system did not answer the look-up, or the list changed each time it "
        "was read, or what was found may be the result of another operation that has come to no end yet. An incomplete "
        "answer proves nothing, so it is neither taken for done nor sent again. Everything else went on.",
        example="Others create credit notes all the time while they are listed.",
        remedy="Run `bulkops resume` again when the system answers, or when fewer people are at work. If it never "
        "shows what is looked for, find out for yourself, and tell `bulkops resolve RUN ID`.",
    ),
)
