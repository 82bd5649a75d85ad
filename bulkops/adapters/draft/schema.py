"""Tables of a draft. They live in a private temporary file that SQLite deletes itself.

`wanted` holds the long columns of `entry`, so that questions about the whole read, and links write, short rows.
"""

TABLES = """
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY, manifest TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
  target TEXT NOT NULL, target_from TEXT NOT NULL, from_place BLOB NOT NULL,
  if_match TEXT NOT NULL, after_ids BLOB NOT NULL, identity TEXT NOT NULL, natural_key TEXT NOT NULL,
  file TEXT NOT NULL, line INTEGER NOT NULL, column_ INTEGER NOT NULL, label TEXT NOT NULL, day TEXT NOT NULL,
  prior TEXT NOT NULL DEFAULT '', number TEXT NOT NULL DEFAULT '', maker INTEGER NOT NULL DEFAULT 0,
  document TEXT NOT NULL DEFAULT '', previous INTEGER NOT NULL DEFAULT 0, followed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE wanted (
  seq INTEGER PRIMARY KEY, payload BLOB NOT NULL, options BLOB NOT NULL, content TEXT NOT NULL
) STRICT;
CREATE TABLE need (seq INTEGER NOT NULL, needs INTEGER NOT NULL, PRIMARY KEY (seq, needs)) STRICT, WITHOUT ROWID;
CREATE TABLE observed (document TEXT PRIMARY KEY, tag TEXT NOT NULL, body BLOB) STRICT, WITHOUT ROWID;
CREATE TABLE existing (
  seq INTEGER NOT NULL, number TEXT NOT NULL, tag TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (seq, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE origin (
  seq INTEGER PRIMARY KEY, likeness TEXT NOT NULL, marks TEXT NOT NULL, party TEXT NOT NULL, number TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT;
CREATE INDEX origin_likeness ON origin (likeness);
CREATE TABLE alike (seq INTEGER NOT NULL, number TEXT NOT NULL, marked INTEGER NOT NULL, PRIMARY KEY (seq, number))
  STRICT, WITHOUT ROWID;
CREATE TABLE attached (seq INTEGER PRIMARY KEY) STRICT;
CREATE TABLE rival (seq INTEGER PRIMARY KEY) STRICT;
CREATE TABLE along (seq INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT;
CREATE TABLE outside (seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE step (
  seq INTEGER PRIMARY KEY, verdict TEXT NOT NULL, reason TEXT NOT NULL,
  target TEXT NOT NULL, target_from INTEGER NOT NULL, tag TEXT NOT NULL, tag_from INTEGER NOT NULL,
  payload BLOB NOT NULL, body BLOB NOT NULL, before BLOB NOT NULL,
  changes BLOB NOT NULL, content TEXT NOT NULL, natural_key TEXT NOT NULL, currency TEXT NOT NULL, amount TEXT,
  options BLOB NOT NULL
) STRICT;
"""

INDEXES = """
CREATE INDEX entry_id ON entry (manifest, id);
CREATE INDEX entry_key ON entry (natural_key) WHERE natural_key <> '';
"""

#: `document` names what an operation is about: the same text for all operations on one target.
LINKS = """
CREATE INDEX entry_document ON entry (document) WHERE document <> '';
CREATE INDEX entry_maker ON entry (maker) WHERE maker <> 0;
CREATE TEMP TABLE chain AS
  SELECT seq, coalesce(lag(seq) OVER w, 0) AS previous, lead(seq) OVER w IS NOT NULL AS followed
  FROM entry WHERE document <> '' AND prior = '' WINDOW w AS (PARTITION BY document ORDER BY seq);
UPDATE entry SET previous = chain.previous, followed = chain.followed FROM chain WHERE chain.seq = entry.seq;
DROP TABLE chain;
INSERT OR IGNORE INTO need SELECT seq, previous FROM entry WHERE previous <> 0;
INSERT OR IGNORE INTO need SELECT seq, maker FROM entry WHERE maker <> 0 AND prior = '';
"""
