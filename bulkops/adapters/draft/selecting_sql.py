"""Statements of a selection: temporary tables, what excluded operations take with them, what chosen ones need."""

TABLES = """
CREATE INDEX need_needs ON need (needs);
CREATE TEMP TABLE hit (pattern INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (pattern, seq)) WITHOUT ROWID;
CREATE TEMP TABLE failed (manifest TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (manifest, id)) WITHOUT ROWID;
CREATE TEMP TABLE barred (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE lost (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE chosen (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE kept (seq INTEGER PRIMARY KEY);
"""
#: What an earlier run did needs nothing any more, and whoever needs it need not wait.
LOST = """
INSERT INTO lost
WITH RECURSIVE
  below (seq) AS (
    SELECT need.seq FROM barred JOIN entry AS e USING (seq) JOIN need ON need.needs = e.seq WHERE e.prior = ''
    UNION
    SELECT need.seq FROM below JOIN entry AS e USING (seq) JOIN need ON need.needs = e.seq WHERE e.prior = ''
  )
SELECT seq FROM below JOIN entry USING (seq) WHERE prior = '' AND seq NOT IN (SELECT seq FROM barred)
"""
KEPT = """
INSERT INTO kept
WITH RECURSIVE
  above (seq) AS (
    SELECT seq FROM chosen WHERE seq NOT IN (SELECT seq FROM lost)
    UNION
    SELECT n.seq FROM above JOIN entry AS e USING (seq) JOIN need USING (seq) JOIN entry AS n ON n.seq = need.needs
    WHERE e.prior = '' AND n.prior = ''
  )
SELECT seq FROM above
"""
ALONG = """
INSERT INTO along
SELECT kept.seq, (
  SELECT e.id FROM need JOIN kept AS other ON other.seq = need.seq JOIN entry AS e ON e.seq = need.seq
  WHERE need.needs = kept.seq AND e.prior = '' ORDER BY e.seq LIMIT 1
)
FROM kept WHERE kept.seq NOT IN (SELECT seq FROM chosen)
"""
UNLINK = "DELETE FROM need WHERE seq NOT IN (SELECT seq FROM kept) OR needs NOT IN (SELECT seq FROM kept)"
REMOVE = """
DELETE FROM wanted WHERE seq NOT IN (SELECT seq FROM kept);
DELETE FROM entry WHERE seq NOT IN (SELECT seq FROM kept);
"""
#: The same, several times as fast where few are kept: a table is emptied as a whole.
TAKE_OUT = """
CREATE TEMP TABLE few AS SELECT wanted.* FROM kept CROSS JOIN wanted USING (seq);
DELETE FROM wanted; INSERT INTO wanted SELECT * FROM few; DROP TABLE few;
CREATE TEMP TABLE few AS SELECT entry.* FROM kept CROSS JOIN entry USING (seq);
DELETE FROM entry; INSERT INTO entry SELECT * FROM few; DROP TABLE few;
"""
FINISH = """
UPDATE entry SET followed = 0
  WHERE followed <> 0 AND seq NOT IN (SELECT previous FROM entry WHERE previous <> 0);
DROP TABLE hit; DROP TABLE failed; DROP TABLE barred; DROP TABLE lost; DROP TABLE chosen; DROP TABLE kept;
"""
