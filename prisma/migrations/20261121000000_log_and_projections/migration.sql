-- The log, the rows kept beside it, and the projections. See docs/decisions/ for the why of each part.

-- 1. The log: append-only, partitioned by position range, nothing points at it.
CREATE TABLE "event" (
  "position"        BIGINT NOT NULL,
  "type"            TEXT NOT NULL,
  "occurred_at"     TIMESTAMPTZ(3) NOT NULL,
  "actor"           TEXT NOT NULL,
  "command_id"      UUID NOT NULL,
  "subject_id"      UUID,
  "target_id"       UUID NOT NULL,
  "organization_id" UUID,
  "project_id"      UUID,
  "partner_id"      UUID,
  "instance_id"     UUID,
  -- The canonical bytes (RFC 8785, UTF-8) that are hashed: the event itself. The columns above only find it.
  "leaf"            TEXT NOT NULL,
  "leaf_hash"       BYTEA NOT NULL,
  CONSTRAINT "event_pkey" PRIMARY KEY ("position")
) PARTITION BY RANGE ("position");

CREATE INDEX "event_type_position_idx" ON "event" ("type", "position");
CREATE INDEX "event_occurred_at_position_idx" ON "event" ("occurred_at", "position");
CREATE INDEX "event_actor_position_idx" ON "event" ("actor", "position");
CREATE INDEX "event_subject_id_position_idx" ON "event" ("subject_id", "position");
CREATE INDEX "event_target_id_position_idx" ON "event" ("target_id", "position");
CREATE INDEX "event_organization_id_position_idx" ON "event" ("organization_id", "position");
CREATE INDEX "event_project_id_position_idx" ON "event" ("project_id", "position");
CREATE INDEX "event_partner_id_position_idx" ON "event" ("partner_id", "position") WHERE "partner_id" IS NOT NULL;
CREATE INDEX "event_instance_id_position_idx" ON "event" ("instance_id", "position") WHERE "instance_id" IS NOT NULL;

-- Fifty million events each; the default partition takes what lies beyond until a migration adds more.
CREATE TABLE "event_0" PARTITION OF "event" FOR VALUES FROM (1) TO (50000001);
CREATE TABLE "event_1" PARTITION OF "event" FOR VALUES FROM (50000001) TO (100000001);
CREATE TABLE "event_rest" PARTITION OF "event" DEFAULT;

CREATE FUNCTION "refuse_change_of_events"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events are append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER "event_immutable" BEFORE UPDATE OR DELETE ON "event"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_events"();
CREATE TRIGGER "event_untruncatable" BEFORE TRUNCATE ON "event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_events"();
CREATE TRIGGER "event_0_untruncatable" BEFORE TRUNCATE ON "event_0"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_events"();
CREATE TRIGGER "event_1_untruncatable" BEFORE TRUNCATE ON "event_1"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_events"();
CREATE TRIGGER "event_rest_untruncatable" BEFORE TRUNCATE ON "event_rest"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_events"();

-- 2. The head of the log: one row, written in the transaction of every append.
CREATE TABLE "head" (
  "id"          INTEGER NOT NULL DEFAULT 1,
  "position"    BIGINT NOT NULL DEFAULT 0,
  "occurred_at" TIMESTAMPTZ(3) NOT NULL,
  "recorded_at" TIMESTAMPTZ(3) NOT NULL,
  -- The import that is open, and whether a live event has ended importing for good (rule T3).
  "import_id"   UUID,
  "live"        BOOLEAN NOT NULL DEFAULT FALSE,
  CONSTRAINT "head_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "head_is_one_row" CHECK ("id" = 1)
) WITH (fillfactor = 10);
INSERT INTO "head" ("occurred_at", "recorded_at") VALUES ('1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z');

-- 3. Beside the log: personal values (erasable), secrets of tokens, outcomes of commands, imports, operations.
CREATE TABLE "personal" (
  -- SHA-256 of salt and value, in hex: what the event holds instead of the value.
  "commitment" TEXT NOT NULL,
  -- Whom it is about, and who wrote it where that is a reason: erasing either erases it.
  "user_id"    UUID,
  "author_id"  UUID,
  "field"      TEXT NOT NULL,
  "salt"       BYTEA NOT NULL,
  "value"      TEXT NOT NULL,
  -- The folded email, by which a user is found.
  "lookup"     TEXT,
  CONSTRAINT "personal_pkey" PRIMARY KEY ("commitment")
);
CREATE INDEX "personal_user_id_idx" ON "personal" ("user_id");
CREATE INDEX "personal_author_id_idx" ON "personal" ("author_id") WHERE "author_id" IS NOT NULL;
CREATE INDEX "personal_lookup_idx" ON "personal" ("lookup");

CREATE TABLE "api_token_secret" (
  "token_hash" TEXT NOT NULL,
  "token_id"   UUID NOT NULL,
  CONSTRAINT "api_token_secret_pkey" PRIMARY KEY ("token_hash")
);
CREATE UNIQUE INDEX "api_token_secret_token_id_key" ON "api_token_secret" ("token_id");

CREATE TABLE "invitation_secret" (
  "invitation_id" UUID NOT NULL,
  "token_hash"    TEXT NOT NULL,
  CONSTRAINT "invitation_secret_pkey" PRIMARY KEY ("invitation_id")
);

CREATE TABLE "command" (
  -- Made of whose idempotency key it is and which, or the command's own id where it has none.
  "id"             UUID NOT NULL,
  "command_id"     UUID NOT NULL,
  "content_hash"   TEXT,
  -- The events of the command; last < first when nothing changed, last being the head that it read.
  "first_position" BIGINT NOT NULL,
  "last_position"  BIGINT NOT NULL,
  "recorded_at"    TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "command_pkey" PRIMARY KEY ("id")
);
-- Rows are added in the order of time, so a few words for each range of pages find the old ones.
CREATE INDEX "command_recorded_at_idx" ON "command" USING brin ("recorded_at");

CREATE TABLE "import" (
  "id"           UUID NOT NULL,
  "started_by"   UUID NOT NULL,
  "state"        TEXT NOT NULL,
  "lines"        BIGINT NOT NULL DEFAULT 0,
  "events"       BIGINT NOT NULL DEFAULT 0,
  -- SHA-256 chained over the lines applied, so that a resumed import is the same file.
  "digest"       TEXT NOT NULL,
  "started_at"   TIMESTAMPTZ(3) NOT NULL,
  "ended_at"     TIMESTAMPTZ(3),
  "bad_line"     BIGINT,
  "bad_code"     TEXT,
  "bad_message"  TEXT,
  CONSTRAINT "import_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "import_one_open" ON "import" ("state") WHERE "state" = 'OPEN';

CREATE TABLE "operation" (
  "id"          UUID NOT NULL,
  "kind"        TEXT NOT NULL,
  "state"       TEXT NOT NULL,
  "started_by"  UUID NOT NULL,
  "started_at"  TIMESTAMPTZ(3) NOT NULL,
  "ended_at"    TIMESTAMPTZ(3),
  -- When the process that runs it was last heard of: an operation whose process died is marked failed.
  "seen_at"     TIMESTAMPTZ(3) NOT NULL,
  -- The position up to which it works, and how far it is.
  "until"       BIGINT NOT NULL,
  "done"        BIGINT NOT NULL DEFAULT 0,
  "result"      JSONB,
  CONSTRAINT "operation_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "operation_one_running" ON "operation" ("state") WHERE "state" = 'RUNNING';

CREATE TABLE "installation" (
  "name"  TEXT NOT NULL,
  "value" TEXT NOT NULL,
  CONSTRAINT "installation_pkey" PRIMARY KEY ("name")
);

-- 4. Projections: all of it derived from the log, in a schema of its own so that a rebuilt copy can take its place.
CREATE SCHEMA "projection";

CREATE TABLE "projection"."entity" (
  "id"         UUID NOT NULL,
  "type"       TEXT NOT NULL,
  "scope_id"   UUID NOT NULL,
  "valid_from" BIGINT NOT NULL,
  CONSTRAINT "entity_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "entity_type_id_idx" ON "projection"."entity" ("type", "id");

CREATE TABLE "projection"."entity_version" (
  "valid_from"  BIGINT NOT NULL,
  "ordinal"     INTEGER NOT NULL,
  "valid_until" BIGINT NOT NULL,
  -- The size class of a closed row's lifetime: what keeps as-of reads flat (docs/decisions).
  "span"        SMALLINT NOT NULL,
  "entity_id"   UUID NOT NULL,
  "type"        TEXT NOT NULL,
  "parent_id"   UUID,
  "key"         TEXT,
  "attributes"  JSONB NOT NULL,
  CONSTRAINT "entity_version_pkey" PRIMARY KEY ("valid_from", "ordinal")
);
CREATE UNIQUE INDEX "entity_version_entity_id_idx" ON "projection"."entity_version" ("entity_id") WHERE "valid_until" = 9223372036854775807;
CREATE UNIQUE INDEX "entity_version_entity_id_valid_from_idx" ON "projection"."entity_version" ("entity_id", "valid_from");
CREATE UNIQUE INDEX "entity_version_type_key_idx" ON "projection"."entity_version" ("type", "key") WHERE "valid_until" = 9223372036854775807 AND "key" IS NOT NULL;
CREATE INDEX "entity_version_type_key_span_valid_until_idx" ON "projection"."entity_version" ("type", "key", "span", "valid_until") WHERE "valid_until" < 9223372036854775807 AND "key" IS NOT NULL;
CREATE INDEX "entity_version_parent_id_type_entity_id_idx" ON "projection"."entity_version" ("parent_id", "type", "entity_id") WHERE "valid_until" = 9223372036854775807;
CREATE INDEX "entity_version_parent_id_type_span_valid_until_idx" ON "projection"."entity_version" ("parent_id", "type", "span", "valid_until") WHERE "valid_until" < 9223372036854775807;

CREATE TABLE "projection"."grant" (
  "valid_from"  BIGINT NOT NULL,
  "ordinal"     INTEGER NOT NULL,
  "valid_until" BIGINT NOT NULL,
  "span"        SMALLINT NOT NULL,
  "kind"        TEXT NOT NULL,
  "subject_id"  UUID NOT NULL,
  "target_id"   UUID NOT NULL,
  "scope_id"    UUID NOT NULL,
  "slot"        TEXT NOT NULL,
  "value"       TEXT NOT NULL,
  "expires_at"  TIMESTAMPTZ(3)
) WITH (fillfactor = 80);
-- A grant that changes keeps its open row, which gets a new beginning: no index may hold it, so there is no primary key.
CREATE UNIQUE INDEX "grant_subject_id_kind_target_id_slot_idx" ON "projection"."grant" ("subject_id", "kind", "target_id", "slot") WHERE "valid_until" = 9223372036854775807;
CREATE INDEX "grant_target_id_kind_subject_id_idx" ON "projection"."grant" ("target_id", "kind", "subject_id") WHERE "valid_until" = 9223372036854775807;
CREATE INDEX "grant_subject_id_kind_span_valid_until_idx" ON "projection"."grant" ("subject_id", "kind", "span", "valid_until") WHERE "valid_until" < 9223372036854775807;
CREATE INDEX "grant_target_id_span_valid_until_idx" ON "projection"."grant" ("target_id", "span", "valid_until") WHERE "valid_until" < 9223372036854775807;
CREATE INDEX "grant_expires_at_idx" ON "projection"."grant" ("expires_at") WHERE "valid_until" = 9223372036854775807 AND "expires_at" IS NOT NULL;

-- 5. The role that the server runs as: it adds events and can never change them, and owns the projections, so that
-- it can rebuild them. A role belongs to the whole server, and grants on a database are not part of its dump: the
-- server calls this function again at its start when something is missing. False where it may not do this; then the
-- triggers above are what protects the events, and the server says so.
CREATE FUNCTION "allow_tenure_app"() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  relation record;
BEGIN
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tenure_app') THEN
      CREATE ROLE "tenure_app" NOLOGIN;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- Another database of this server made it at the same time.
  END;
  BEGIN
    IF NOT pg_has_role(current_user, 'tenure_app',
                       CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
      GRANT "tenure_app" TO CURRENT_USER;
    END IF;
  EXCEPTION WHEN unique_violation OR internal_error THEN
    NULL; -- The same; whether it is so now shows below.
  END;

  EXECUTE format('GRANT CREATE ON DATABASE %I TO "tenure_app"', current_database());
  IF NOT has_schema_privilege('tenure_app', 'public', 'USAGE') THEN
    GRANT USAGE ON SCHEMA "public" TO "tenure_app";
  END IF;
  GRANT SELECT, INSERT ON "event" TO "tenure_app";
  GRANT SELECT, INSERT, UPDATE, DELETE
    ON "head", "personal", "api_token_secret", "invitation_secret", "command", "import", "operation", "installation" TO "tenure_app";
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    GRANT SELECT ON "_prisma_migrations" TO "tenure_app";
  END IF;

  ALTER SCHEMA "projection" OWNER TO "tenure_app";
  FOR relation IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'projection' LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO "tenure_app"', relation.name);
  END LOOP;
  RETURN TRUE;
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
  RAISE WARNING 'The role tenure_app cannot be used here: %', SQLERRM;
  RETURN FALSE;
END $$;

DO $$
BEGIN
  PERFORM "allow_tenure_app"();
END $$;
