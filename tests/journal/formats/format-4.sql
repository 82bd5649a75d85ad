-- A journal of format 4, as bulkops of that format wrote it: one run, ended by a power cut while op-3 was being sent.
PRAGMA application_id = 1651862635;
PRAGMA user_version = 4;
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
        message TEXT NOT NULL DEFAULT '', background INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (op, attempt)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "attempt" VALUES(1,1,1,1780000000.0,1780000000.0,'POST','/v1/invoice','"t0"','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',0,'succeeded','','',0);
INSERT INTO "attempt" VALUES(3,1,1,1780000000.0,0.0,'POST','/v1/invoice','"t0"','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',0,'sending','','',0);
INSERT INTO "attempt" VALUES(5,1,1,1780000000.0,1780000000.0,'POST','/v1/invoice','"t0"','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',0,'refused','R1','no',0);
CREATE TABLE budget (
        scope INTEGER NOT NULL REFERENCES scope,
        api TEXT NOT NULL,
        window_end REAL NOT NULL,
        calls INTEGER NOT NULL,
        quota INTEGER NOT NULL,
        remaining INTEGER NOT NULL,
        not_before REAL NOT NULL, seal BLOB NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000',
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
    , options BLOB NOT NULL DEFAULT x'7b7d') STRICT;
INSERT INTO "document" VALUES(1,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'',X'7B7D');
INSERT INTO "document" VALUES(2,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'',X'7B7D');
INSERT INTO "document" VALUES(3,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'',X'7B7D');
INSERT INTO "document" VALUES(4,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'',X'7B7D');
INSERT INTO "document" VALUES(5,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'',X'7B7D');
INSERT INTO "document" VALUES(6,X'7B2261223A317D',X'7B2261223A7B2276616C7565223A317D7D',X'',X'7B7D');
CREATE TABLE event (
        seq INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        run INTEGER,
        op INTEGER,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        previous BLOB NOT NULL,
        hash BLOB NOT NULL
    , said TEXT) STRICT;
INSERT INTO "event" VALUES(1,1780000000.0,NULL,NULL,'lease','{"actor":"anna","fence":1,"format":3,"host":"desk","pid":4711,"scope":"test/1234"}',X'0000000000000000000000000000000000000000000000000000000000000000',X'E2FF5F9A048ACA2F0CD223AAF43D22BC39279459A1F11101EC517CCBE3321C75','');
INSERT INTO "event" VALUES(2,1780000000.0,1,NULL,'begun','{"actor":"anna","approver":"","digests":["dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"],"done_before_sums":{},"files":["in/march.yaml"],"host":"desk","manifests":["march"],"name":"7f3a","operations":[1,6],"pid":4711,"plan":"114108a31538a9426dd253e51b995a8eedcddfac434ee224e542bdba05c28cae","plan_seal":"","saved_plan":"","scope":"test/1234","seals":"5b0d5f63487c88f127a43317c347ada5dd7d934c7c759c38a466f2e2c17459ca","verdicts":{"do":6},"version":"1.0"}',X'E2FF5F9A048ACA2F0CD223AAF43D22BC39279459A1F11101EC517CCBE3321C75',X'D5BB2F480EE44303AB7F9D07F6474993F5291E980B7D1A92CA306EACCA5D7FEF','');
INSERT INTO "event" VALUES(3,1780000000.0,1,1,'intent','{"attempt":1,"if_match":"\"t0\"","method":"POST","path":"/v1/invoice","request":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}',X'D5BB2F480EE44303AB7F9D07F6474993F5291E980B7D1A92CA306EACCA5D7FEF',X'D55226D5B4841D4DDB3797125F57C5CB1329CEEBA73C038D66D98675BFF75017','');
INSERT INTO "event" VALUES(4,1780000000.0,1,3,'intent','{"attempt":1,"if_match":"\"t0\"","method":"POST","path":"/v1/invoice","request":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}',X'D55226D5B4841D4DDB3797125F57C5CB1329CEEBA73C038D66D98675BFF75017',X'D4D77627E7CA9695A40E060A9CC87AA4257E7A5BF4EF3614263B7F5C3145B436','');
INSERT INTO "event" VALUES(5,1780000000.0,1,5,'intent','{"attempt":1,"if_match":"\"t0\"","method":"POST","path":"/v1/invoice","request":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}',X'D4D77627E7CA9695A40E060A9CC87AA4257E7A5BF4EF3614263B7F5C3145B436',X'F0B5D98F6FDA44F7F7180CF3B4279D2841D495676A1E1A0D563EEF60AC6A7F3E','');
INSERT INTO "event" VALUES(6,1780000000.0,1,1,'succeeded','{"attempt":1,"number":"100301","tag":"\"t1\""}',X'F0B5D98F6FDA44F7F7180CF3B4279D2841D495676A1E1A0D563EEF60AC6A7F3E',X'6226F0240A8AC61721FE8D6D87A444552D30689E77086BFBC546A8A83921109E','');
INSERT INTO "event" VALUES(7,1780000000.0,1,5,'refused','{"attempt":1,"code":"R1","said":"9390298f3fb0c5b160498935d79cb139aef28e1c47358b4bbba61862b9c26e59"}',X'6226F0240A8AC61721FE8D6D87A444552D30689E77086BFBC546A8A83921109E',X'5CA89BDDE4C7AD9A6F48F376FB67AEAD4F23347854F9D651AC95F1EB00AECDB8','no');
CREATE TABLE landing (
        scope INTEGER PRIMARY KEY REFERENCES scope,
        names TEXT NOT NULL,
        at REAL NOT NULL
    ) STRICT;
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
    , seal BLOB NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000') STRICT;
INSERT INTO "lease" VALUES(1,'anna','desk',4711,'',1,1780000000.0,1780000600.0,1,X'20131E57585FE577614150D0D8BA454C9DF9B9C5F4374D60F9EB7855B5C271B0');
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
    , receipt TEXT NOT NULL DEFAULT '', seal BLOB NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000') STRICT;
INSERT INTO "operation" VALUES(1,1,1,1,'march','op-1','visma.invoice.create','succeeded',0,1,1780000000.0,0.0,'',NULL,'',NULL,'visma.invoice','100301','"t1"',0,0,'','',NULL,1780000000.0,'content 1','','NOK','10.10','march.yaml',1,3,'','',X'5806FFE873EFC58C886C601EE77D4CC7EEF49CDAC4635250B2CDDCA12970063A015ABD7F5CC57A2DEDC146AC1C201BB0E3B0C44298FC1C1444136FA355B3678A');
INSERT INTO "operation" VALUES(2,1,2,1,'march','op-2','visma.invoice.release','ready',0,0,0.0,0.0,'',1,'',NULL,'','','',0,0,'','',NULL,0.0,'content 2','','NOK','10.10','march.yaml',2,3,'','',X'F5B4AAEC3C0DC9234622B813E8B057EC81FCF4E930C5722D8AE9446DF8DFB033015ABD7F5CC57A2DEDC146AC1C201BB0E3B0C44298FC1C1444136FA355B3678A');
INSERT INTO "operation" VALUES(3,1,3,1,'march','op-3','visma.invoice.create','sending',0,1,1780000000.0,0.0,'',NULL,'',NULL,'visma.invoice','','',0,0,'','',NULL,0.0,'content 3','','NOK','10.10','march.yaml',3,3,'','',X'648AFDA0652D4E91F9B18C95A2EF0C6DE3B3A52D9BF20FB94C3FB8F7784CF840015ABD7F5CC57A2DEDC146AC1C201BB0E3B0C44298FC1C1444136FA355B3678A');
INSERT INTO "operation" VALUES(4,1,4,1,'march','op-4','visma.invoice.release','planned',1,0,0.0,0.0,'',3,'',NULL,'','','',0,0,'','',NULL,0.0,'content 4','','NOK','10.10','march.yaml',4,3,'','',X'9790B17E0C4C504194BB1DB1A28EBDEA5439958ECB131A4A450F782B3FD15D94015ABD7F5CC57A2DEDC146AC1C201BB0E3B0C44298FC1C1444136FA355B3678A');
INSERT INTO "operation" VALUES(5,1,5,1,'march','op-5','visma.invoice.create','refused',0,1,1780000000.0,0.0,'',NULL,'',NULL,'visma.invoice','','',0,0,'R1','no',NULL,1780000000.0,'content 5','','NOK','10.10','march.yaml',5,3,'','',X'09FBDB33E90F1A23C37878AA8329BE87FBB8E9203AF1B592FAB0CF5ECCB42D47015ABD7F5CC57A2DEDC146AC1C201BB0E3B0C44298FC1C1444136FA355B3678A');
INSERT INTO "operation" VALUES(6,1,6,1,'march','op-6','visma.invoice.create','ready',0,0,0.0,0.0,'',NULL,'',NULL,'visma.invoice','','',0,0,'','',NULL,0.0,'content 6','','NOK','10.10','march.yaml',6,3,'','',X'9D8937CF275E0D7BFB95BD171E23A669847CBBD924BEEA098313CEED955B871A015ABD7F5CC57A2DEDC146AC1C201BB0E3B0C44298FC1C1444136FA355B3678A');
CREATE TABLE proof (
        scope INTEGER NOT NULL REFERENCES scope,
        api TEXT NOT NULL,
        mode TEXT NOT NULL,
        verdict TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (scope, api, mode)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE purged (
        op INTEGER PRIMARY KEY REFERENCES operation,
        digests BLOB NOT NULL
    ) STRICT;
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
    , digests TEXT NOT NULL DEFAULT '[]', approver TEXT NOT NULL DEFAULT '', purged_at REAL NOT NULL DEFAULT 0, saved_plan TEXT NOT NULL DEFAULT '', plan_seal TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "run" VALUES(1,'7f3a',1,'["march"]','["in/march.yaml"]','114108a31538a9426dd253e51b995a8eedcddfac434ee224e542bdba05c28cae',1780000000.0,0.0,'running','anna','desk',4711,'1.0',6,0,0,0,'{}',1,6,'["dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"]','',0.0,'','');
CREATE TABLE scope (
        scope INTEGER PRIMARY KEY,
        environment TEXT NOT NULL,
        company TEXT NOT NULL,
        UNIQUE (environment, company)
    ) STRICT;
INSERT INTO "scope" VALUES(1,'test','1234');
CREATE TABLE theirs (
        op INTEGER PRIMARY KEY REFERENCES operation,
        at REAL NOT NULL,
        body BLOB NOT NULL
    ) STRICT;
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
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER event_is_not_changed BEFORE UPDATE OF seq, at, run, op, kind, body, previous, hash ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER event_words_are_only_purged BEFORE UPDATE OF said ON event WHEN NEW.said IS NOT ''
        BEGIN SELECT RAISE(ABORT, 'words of events are only ever purged'); END;
CREATE UNIQUE INDEX run_plan_seal ON run (plan_seal) WHERE plan_seal <> '';
CREATE INDEX operation_target ON operation (scope, target) WHERE target <> '';
COMMIT;
