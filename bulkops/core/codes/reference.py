"""Codes about entries beside one another: ids, references, order, several files."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="M050",
        title="two operations have one id",
        cause="The manifest's name and the id name an operation for good; that is how it is done once and not twice.",
        example="- {id: acme, op: visma.invoice.release, invoice: 100231}\n"
        "- {id: acme, op: visma.invoice.release, invoice: 100232}",
        remedy="Give each operation an id of its own.",
    ),
    Code(
        code="M051",
        title="two operations create documents that could not be told apart",
        cause="If an answer is lost, the new document is looked for by this value, so no two may have the same.",
        example="with: {customerNumber: 10042, externalReference: A-17}   # in two entries",
        remedy="Give each its own value, or leave `externalReference` out: bulkops then makes one.",
    ),
    Code(
        code="M052",
        title="there is no operation of this id",
        cause="`from` and `after` name other entries of the same manifest, by id; `after` takes patterns too.",
        example="invoice: {from: acme-mrach}",
        remedy="Correct the id. A document that is there already is named by its number.",
    ),
    Code(
        code="M053",
        title="the operation that is referred to makes no such document",
        cause="`from` stands for the number that a create will get. Other operations make no new document.",
        example="invoice: {from: acme-release}   # a release",
        remedy="Name the operation that creates the document, or write the document's number. For order alone use "
        "`after`.",
    ),
    Code(
        code="M055",
        title="operations wait for one another",
        cause="Each needs the other to be done first, so none could ever begin.",
        example="- {id: a, op: visma.invoice.release, invoice: 100231, after: [b]}\n"
        "- {id: b, op: visma.invoice.release, invoice: 100232, after: [a]}",
        remedy="Remove one of the `after` or `from` between them.",
    ),
    Code(
        code="M056",
        title="the patterns in `after` match too much",
        cause="Each match is a pair of operations that has to be remembered, and here there are millions of pairs.",
        example="after: ['*']   # in each of 10,000 entries",
        remedy="Name one operation that stands for the others.",
    ),
    Code(
        code="M071",
        title="two manifests have one name",
        cause="The manifest's name and the id name an operation for good; two files of one name could contradict "
        "each other.",
        example="bulkops plan march.yaml copy-of-march.yaml   # both `name: march-2026`",
        remedy="Give each manifest a name of its own, or name the file once.",
    ),
    Code(
        code="M072",
        title="a saved plan stands where a manifest is wanted",
        cause="`apply` and `show` take one saved plan, alone; `validate` and `plan` take manifests.",
        example="bulkops apply march.plan april.yaml",
        remedy="Apply the plan by itself: `bulkops apply march.plan`. To plan anew, name its manifests.",
    ),
)
