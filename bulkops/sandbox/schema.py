"""Tables of the sandbox's state: one SQLite file holds the whole company, so that it outlives the process."""

#: Counted up when a table changes; a file of another version is emptied by `reset` only, never silently.
VERSION = 2

TABLES = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,              -- invoice, credit_note
    number TEXT NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,        -- row version, the entity tag
    created TEXT NOT NULL,
    modified TEXT NOT NULL,
    release_due REAL,                -- a release is under way and ends then
    release_request INTEGER NOT NULL,  -- the request that started it
    customer TEXT NOT NULL,
    currency TEXT NOT NULL,
    net TEXT NOT NULL,               -- sum of the lines without VAT
    external_reference TEXT NOT NULL,
    customer_ref_number TEXT NOT NULL,
    payment_reference TEXT NOT NULL,
    branch TEXT NOT NULL,
    project TEXT NOT NULL,
    financial_period TEXT NOT NULL,
    document_date TEXT NOT NULL,
    due_date TEXT NOT NULL,
    body BLOB NOT NULL,              -- the document as GET shows it, JSON
    unseen BLOB NOT NULL             -- what was sent and is never shown again, JSON
);
CREATE INDEX document_number ON document (number);
CREATE INDEX document_reference ON document (external_reference) WHERE external_reference <> '';
CREATE INDEX document_customer ON document (customer);
CREATE INDEX document_modified ON document (modified);
CREATE INDEX document_release ON document (release_due) WHERE release_due IS NOT NULL;

CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    document INTEGER NOT NULL,
    line INTEGER NOT NULL,           -- 0: the document as a whole
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    by_email INTEGER NOT NULL,       -- goes with the invoice's e-mail
    to_autoinvoice INTEGER NOT NULL  -- goes along to AutoInvoice
) WITHOUT ROWID;
CREATE INDEX attachment_document ON attachment (document, line, name);

CREATE TABLE correction (            -- keys of an invoice, of the copy that takes its place, and of its credit note
    copy INTEGER PRIMARY KEY, original INTEGER NOT NULL, note INTEGER NOT NULL
);
CREATE INDEX correction_original ON correction (original);

CREATE TABLE settings (customer INTEGER PRIMARY KEY, body BLOB NOT NULL, created REAL NOT NULL, changed REAL NOT NULL);

CREATE TABLE late (                  -- requests whose work is done later than their answer was lost
    id INTEGER PRIMARY KEY, due REAL NOT NULL, seq INTEGER NOT NULL, tenant TEXT NOT NULL, client TEXT NOT NULL,
    request BLOB NOT NULL
);
CREATE INDEX late_due ON late (due);

CREATE TABLE background (            -- requests that were queued, with their answers
    seq INTEGER PRIMARY KEY,         -- of the request
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    client TEXT NOT NULL,
    stage TEXT NOT NULL,             -- queued, started, finished, failed, removed (finished, and its answer is gone)
    due REAL NOT NULL,               -- queued: may be taken up from then on; started: will be done; later: was done
    received REAL NOT NULL,
    started REAL,
    webhook TEXT NOT NULL,           -- who is told: an address, or `none`
    pairs TEXT NOT NULL,             -- what goes with it
    uri TEXT NOT NULL,
    has_body INTEGER NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    headers BLOB NOT NULL DEFAULT '{}',
    answer BLOB NOT NULL DEFAULT x'',
    has_answer INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX background_due ON background (stage, due, seq);

CREATE TABLE token (
    digest TEXT PRIMARY KEY, tenant TEXT NOT NULL, client TEXT NOT NULL, scopes TEXT NOT NULL, expires REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE usage (caller TEXT PRIMARY KEY, window INTEGER NOT NULL, calls INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE recent (caller TEXT NOT NULL, digest TEXT NOT NULL, at REAL NOT NULL, failed INTEGER NOT NULL);
CREATE INDEX recent_digest ON recent (digest, at);

CREATE TABLE request (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, api TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    query TEXT NOT NULL, body_digest TEXT NOT NULL, if_match TEXT NOT NULL,
    background TEXT NOT NULL,        -- value of `erp-api-background`
    status INTEGER NOT NULL,
    fault TEXT NOT NULL,             -- kind of fault that befell it
    client TEXT NOT NULL,            -- program that sent it
    departs TEXT NOT NULL            -- where it, or its answer, departs from the vendor's description
);

CREATE TABLE effect (
    seq INTEGER PRIMARY KEY, request INTEGER NOT NULL, at REAL NOT NULL, kind TEXT NOT NULL, resource TEXT NOT NULL,
    number TEXT NOT NULL, external_reference TEXT NOT NULL, currency TEXT NOT NULL, net TEXT NOT NULL,
    source TEXT NOT NULL,            -- document that it was made from
    detail TEXT NOT NULL             -- what else there is to say, such as a file's name
);
CREATE INDEX effect_request ON effect (request);
CREATE INDEX effect_reference ON effect (external_reference) WHERE external_reference <> '';
"""
