/**
 * The framework's tables, as a list of steps that is only ever added to: a database remembers how
 * many of them it has seen. A step must leave the statements of the version before it working,
 * because processes of both run at the same time.
 *
 * Keys compare by bytes (collation C): faster, and no index is damaged when the system's locales change.
 */
export const TABLES: readonly string[] = [
  `
  CREATE TABLE mm_lease (
    consumer text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    epoch bigint NOT NULL,
    owner text NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, topic, partition)
  );

  -- One row for each record that was handled. A command's row holds its outcome.
  CREATE TABLE mm_inbox (
    record_id text COLLATE "C" NOT NULL,
    consumer text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    version integer,
    outcome text,
    PRIMARY KEY (record_id, consumer),
    CHECK ((version IS NULL) = (outcome IS NULL))
  );
  COMMENT ON COLUMN mm_inbox.outcome IS
    'JSON as text: json and jsonb refuse characters that JSON allows, and nobody queries it';

  -- Outcomes whose callers may not have been told.
  CREATE TABLE mm_notice (
    command_id text COLLATE "C" PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

  CREATE TABLE mm_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
    number bigint,
    record text NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
  CREATE UNIQUE INDEX mm_outbox_number ON mm_outbox (number) WHERE number IS NOT NULL;
  COMMENT ON COLUMN mm_outbox.number IS 'The publish number, given at the claim';

  CREATE TABLE mm_dead_letter (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    consumer text COLLATE "C" NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    record_id text,
    code text NOT NULL,
    letter text NOT NULL
  );
  CREATE INDEX mm_dead_letter_consumer ON mm_dead_letter (consumer, id);

  -- One row: the right to publish, and the numbering of this store.
  CREATE TABLE mm_publisher (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    publisher text NOT NULL,
    lineage text NOT NULL DEFAULT '',
    epoch bigint NOT NULL DEFAULT 0,
    owner text,
    expires_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_number bigint NOT NULL DEFAULT 0
  );
  COMMENT ON COLUMN mm_publisher.lineage IS
    'Which history the numbers belong to; in another one (a restored backup, a failover) they may go back';
  INSERT INTO mm_publisher (publisher) VALUES (gen_random_uuid());
  `,
  `
  ALTER TABLE mm_lease ADD COLUMN released_epoch bigint, ADD COLUMN mark text,
    ADD COLUMN deaths integer NOT NULL DEFAULT 0;
  COMMENT ON COLUMN mm_lease.released_epoch IS
    'The last epoch that was given back: the next owner of another one follows a death';
  COMMENT ON COLUMN mm_lease.mark IS 'The record that is in hand, while records are handled singly';

  -- Where the record lies, for the purge. It goes by age, so an index of block ranges is enough and costs a unit of work nothing.
  ALTER TABLE mm_inbox ADD COLUMN topic text COLLATE "C", ADD COLUMN partition integer, ADD COLUMN "offset" bigint;
  CREATE INDEX mm_inbox_at ON mm_inbox USING brin (at) WITH (pages_per_range = 32, autosummarize = on);

  ALTER TABLE mm_dead_letter ADD COLUMN key text, ADD COLUMN message text, ADD COLUMN discarded_at timestamptz,
    ADD COLUMN discard_reason text;
  UPDATE mm_dead_letter SET record_id = topic || '/' || partition || '/' || "offset" WHERE record_id IS NULL;
  CREATE INDEX mm_dead_letter_record ON mm_dead_letter (record_id);

  -- Records that wait to be tried again. The lane is the key as JSON. A row without a time waits behind others of its lane.
  CREATE TABLE mm_parked (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    lane text COLLATE "C" NOT NULL,
    "offset" bigint NOT NULL,
    namespace text COLLATE "C" NOT NULL,
    record_id text COLLATE "C" NOT NULL,
    attempts integer NOT NULL,
    due_at timestamptz,
    record text NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
  CREATE UNIQUE INDEX mm_parked_lane ON mm_parked (consumer, topic, partition, lane, "offset", namespace);
  CREATE INDEX mm_parked_due ON mm_parked (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX mm_parked_record ON mm_parked (record_id);
  `,
];
