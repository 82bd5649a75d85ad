-- A journal of format 1, as bulkops of that format wrote it: one run, ended by a power cut while op-3 was being sent.
PRAGMA application_id = 1651862635;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE attempt (
        op INTEGER NOT NULL REFERENCES operation,
        attempt INTEGER NOT NULL CHECK (attempt > 0),
        fence INTEGER NOT NULL,
        intent_at REAL NOT NULL,
        ended_at REAL NOT NULL DEFAULT 0,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        if_match TEXT NOT NULL,
        request_digest TEXT NOT NULL,
        status INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'sending',
        code TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (op, attempt)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "attempt" VALUES(1,1,1,1780000000.0,1780000000.0,'POST','/v1/invoice','"t0"','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',0,'succeeded','','');
INSERT INTO "attempt" VALUES(3,1,1,1780000000.0,0.0,'POST','/v1/invoice','"t0"','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',0,'sending','','');
INSERT INTO "attempt" VALUES(5,1,1,1780000000.0,1780000000.0,'POST','/v1/invoice','"t0"','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',0,'refused','R1','no');
CREATE TABLE budget (
        scope INTEGER NOT NULL REFERENCES scope,
        api TEXT NOT NULL,
        window_end REAL NOT NULL,
        calls INTEGER NOT NULL,
        quota INTEGER NOT NULL,
        remaining INTEGER NOT NULL,
        not_before REAL NOT NULL,
        PRIMARY KEY (scope, api)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE dependency (
        op INTEGER NOT NULL REFERENCES operation DEFERRABLE INITIALLY DEFERRED,
        needs INTEGER NOT NULL REFERENCES operation DEFERRABLE INITIALLY DEFERRED,
        PRIMARY KEY (op, needs)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "dependency" VALUES(2,1);
INSERT INTO "dependency" VALUES(4,3);
CREATE TABLE document (
        op INTEGER PRIMARY KEY REFERENCES operation,
        payload BLOB NOT NULL,
        body BLOB NOT NULL,
        before BLOB NOT NULL
    ) STRICT;
INSERT INTO "document" VALUES(1,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'');
INSERT INTO "document" VALUES(2,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'');
INSERT INTO "document" VALUES(3,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'');
INSERT INTO "document" VALUES(4,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'');
INSERT INTO "document" VALUES(5,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'');
INSERT INTO "document" VALUES(6,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'');
CREATE TABLE event (
        seq INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        run INTEGER,
        op INTEGER,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        previous BLOB NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
INSERT INTO "event" VALUES(1,1780000000.0,NULL,NULL,'lease','{"fence":1,"holder":"anna@desk (pid 4711)","scope":"test/1234"}',X'0000000000000000000000000000000000000000000000000000000000000000',X'163F65D0A1DB2F2D0E10837D847574AB584681489D26FF2854A86607F73C6476');
INSERT INTO "event" VALUES(2,1780000000.0,1,NULL,'begun','{"holder":"anna@desk (pid 4711)","manifests":["march"],"name":"7f3a","plan":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd","scope":"test/1234","verdicts":{"do":6}}',X'163F65D0A1DB2F2D0E10837D847574AB584681489D26FF2854A86607F73C6476',X'809B66629E40E1127BC2F112905025EF0A8C96575A4B2A93E9ABA787D50BDD50');
INSERT INTO "event" VALUES(3,1780000000.0,1,1,'intent','{"attempt":1,"if_match":"\"t0\"","method":"POST","path":"/v1/invoice","request":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}',X'809B66629E40E1127BC2F112905025EF0A8C96575A4B2A93E9ABA787D50BDD50',X'03D72AD06A3C3C914E83FC1A7165E81162009944EC04E3CB73CE2BB9D65069D4');
INSERT INTO "event" VALUES(4,1780000000.0,1,3,'intent','{"attempt":1,"if_match":"\"t0\"","method":"POST","path":"/v1/invoice","request":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}',X'03D72AD06A3C3C914E83FC1A7165E81162009944EC04E3CB73CE2BB9D65069D4',X'2E6DEC62338AA9812AE8A226B418475C1CE16EE87F52A58A08995D623EBC226A');
INSERT INTO "event" VALUES(5,1780000000.0,1,5,'intent','{"attempt":1,"if_match":"\"t0\"","method":"POST","path":"/v1/invoice","request":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}',X'2E6DEC62338AA9812AE8A226B418475C1CE16EE87F52A58A08995D623EBC226A',X'8D16A93D3E5422F488EC641EE905DF57555C4931A1B8C4E11864E659FE715649');
INSERT INTO "event" VALUES(6,1780000000.0,1,1,'succeeded','{"attempt":1,"number":"100301","tag":"\"t1\""}',X'8D16A93D3E5422F488EC641EE905DF57555C4931A1B8C4E11864E659FE715649',X'4D62C100E50548895ADD73BFDA0F51A3DBD30488CC91943A45B66122F3535F69');
INSERT INTO "event" VALUES(7,1780000000.0,1,5,'refused','{"attempt":1,"code":"R1","message":"no"}',X'4D62C100E50548895ADD73BFDA0F51A3DBD30488CC91943A45B66122F3535F69',X'B71BB5E2F954CC2955AF5D55DC383FAFC81C917C18BD781650240E3081452661');
CREATE TABLE lease (
        scope INTEGER PRIMARY KEY REFERENCES scope,
        holder TEXT NOT NULL,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        place TEXT NOT NULL,
        run INTEGER,
        since REAL NOT NULL,
        until REAL NOT NULL,
        fence INTEGER NOT NULL
    ) STRICT;
INSERT INTO "lease" VALUES(1,'anna','desk',4711,'',1,1780000000.0,1780000600.0,1);
CREATE TABLE operation (
        op INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES run,
        seq INTEGER NOT NULL,
        scope INTEGER NOT NULL REFERENCES scope,
        manifest TEXT NOT NULL,
        id TEXT NOT NULL,
        type TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('planned', 'ready', 'sending', 'accepted', 'in_doubt', 'succeeded', 'unchanged', 'refused', 'conflict', 'skipped', 'cancelled', 'manual')),
        waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
        attempt INTEGER NOT NULL DEFAULT 0,
        sent_at REAL NOT NULL DEFAULT 0,
        not_before REAL NOT NULL DEFAULT 0,
        target TEXT NOT NULL,
        target_from INTEGER REFERENCES operation DEFERRABLE INITIALLY DEFERRED,
        tag TEXT NOT NULL,
        tag_from INTEGER REFERENCES operation DEFERRABLE INITIALLY DEFERRED,
        makes TEXT NOT NULL,
        number TEXT NOT NULL DEFAULT '',
        result_tag TEXT NOT NULL DEFAULT '',
        adopted INTEGER NOT NULL DEFAULT 0,
        status INTEGER NOT NULL DEFAULT 0,
        code TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL DEFAULT '',
        cause INTEGER REFERENCES operation,
        ended_at REAL NOT NULL DEFAULT 0,
        content TEXT NOT NULL,
        natural_key TEXT NOT NULL,
        currency TEXT NOT NULL,
        amount TEXT,
        file TEXT NOT NULL,
        line INTEGER NOT NULL,
        column_ INTEGER NOT NULL,
        label TEXT NOT NULL
    ) STRICT;
INSERT INTO "operation" VALUES(1,1,1,1,'march','op-1','visma.invoice.create','succeeded',0,1,1780000000.0,0.0,'',NULL,'',NULL,'visma.invoice','100301','"t1"',0,0,'','',NULL,1780000000.0,'content 1','','NOK','10.10','march.yaml',1,3,'');
INSERT INTO "operation" VALUES(2,1,2,1,'march','op-2','visma.invoice.release','ready',0,0,0.0,0.0,'',1,'',NULL,'','','',0,0,'','',NULL,0.0,'content 2','','NOK','10.10','march.yaml',2,3,'');
INSERT INTO "operation" VALUES(3,1,3,1,'march','op-3','visma.invoice.create','sending',0,1,1780000000.0,0.0,'',NULL,'',NULL,'visma.invoice','','',0,0,'','',NULL,0.0,'content 3','','NOK','10.10','march.yaml',3,3,'');
INSERT INTO "operation" VALUES(4,1,4,1,'march','op-4','visma.invoice.release','planned',1,0,0.0,0.0,'',3,'',NULL,'','','',0,0,'','',NULL,0.0,'content 4','','NOK','10.10','march.yaml',4,3,'');
INSERT INTO "operation" VALUES(5,1,5,1,'march','op-5','visma.invoice.create','refused',0,1,1780000000.0,0.0,'',NULL,'',NULL,'visma.invoice','','',0,0,'R1','no',NULL,1780000000.0,'content 5','','NOK','10.10','march.yaml',5,3,'');
INSERT INTO "operation" VALUES(6,1,6,1,'march','op-6','visma.invoice.create','ready',0,0,0.0,0.0,'',NULL,'',NULL,'visma.invoice','','',0,0,'','',NULL,0.0,'content 6','','NOK','10.10','march.yaml',6,3,'');
CREATE TABLE run (
        run INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE CHECK (length(name) >= 4),
        scope INTEGER NOT NULL REFERENCES scope,
        manifests TEXT NOT NULL,
        files TEXT NOT NULL DEFAULT '[]',
        digest TEXT NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL NOT NULL DEFAULT 0,
        state TEXT NOT NULL CHECK (state IN ('running', 'ended', 'interrupted')),
        actor TEXT NOT NULL,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        version TEXT NOT NULL,
        planned INTEGER NOT NULL DEFAULT 0,
        unchanged INTEGER NOT NULL DEFAULT 0,
        conflicts INTEGER NOT NULL DEFAULT 0,
        done_before INTEGER NOT NULL DEFAULT 0,
        done_before_sums TEXT NOT NULL DEFAULT '{}',
        first_op INTEGER NOT NULL DEFAULT 0,
        last_op INTEGER NOT NULL DEFAULT -1
    ) STRICT;
INSERT INTO "run" VALUES(1,'7f3a',1,'["march"]','["in/march.yaml"]','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',1780000000.0,0.0,'running','anna','desk',4711,'1.0',6,0,0,0,'{}',1,6);
CREATE TABLE scope (
        scope INTEGER PRIMARY KEY,
        environment TEXT NOT NULL,
        company TEXT NOT NULL,
        UNIQUE (environment, company)
    ) STRICT;
INSERT INTO "scope" VALUES(1,'test','1234');
CREATE UNIQUE INDEX operation_identity ON operation (scope, manifest, id) WHERE state IN ('planned', 'ready', 'sending', 'accepted', 'in_doubt', 'succeeded', 'manual');
CREATE UNIQUE INDEX operation_natural_key ON operation (scope, natural_key)
        WHERE state IN ('planned', 'ready', 'sending', 'accepted', 'in_doubt', 'succeeded', 'manual') AND natural_key <> '';
CREATE INDEX operation_ready ON operation (run, type, seq) WHERE state = 'ready';
CREATE INDEX operation_planned ON operation (run, seq) WHERE state = 'planned';
CREATE INDEX operation_due ON operation (run, not_before) WHERE state = 'ready' AND not_before > 0;
CREATE INDEX operation_unsettled ON operation (scope, run, op) WHERE state IN ('sending', 'accepted', 'in_doubt', 'manual');
CREATE INDEX operation_made ON operation (scope, makes, number) WHERE makes <> '' AND number <> '';
CREATE INDEX dependency_needs ON dependency (needs, op);
CREATE INDEX event_op ON event (op) WHERE op IS NOT NULL;
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
COMMIT;
