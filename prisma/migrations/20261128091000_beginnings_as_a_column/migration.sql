-- The beginning that stands in the indexes of closed grants is a column of its own, without a value in open rows: these are
-- changed in place, their beginning too, and no index may hold what is changed (docs/decisions/003-temporal-rows.md).

ALTER TABLE "projection"."grant" ADD COLUMN "began" BIGINT GENERATED ALWAYS AS
  (CASE WHEN "valid_until" < 9223372036854775807 THEN "valid_from" END) STORED;

DROP INDEX "projection"."grant_subject_id_kind_span_valid_until_valid_from_idx";
DROP INDEX "projection"."grant_target_id_kind_span_valid_until_valid_from_idx";

CREATE INDEX "grant_subject_id_kind_span_valid_until_began_idx" ON "projection"."grant" ("subject_id", "kind", "span", "valid_until", "began") WHERE "valid_until" < 9223372036854775807 AND "span" >= 0;
CREATE INDEX "grant_target_id_kind_span_valid_until_began_idx" ON "projection"."grant" ("target_id", "kind", "span", "valid_until", "began") WHERE "valid_until" < 9223372036854775807 AND "span" < 128;
