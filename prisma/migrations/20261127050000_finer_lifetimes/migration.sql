-- Finer classes of lifetimes: fewer rows are looked at that ended soon, but began too late (src/projecting/living-rows.ts).
-- And closed grants are found by kind from both sides: those of a project or an organization, too, are mostly of the kind
-- that is not asked for, and where an index lacks the kind PostgreSQL 18 prefers to skip through that of every subject.

DROP INDEX "projection"."entity_version_type_key_span_valid_until_idx";
DROP INDEX "projection"."entity_version_parent_id_type_span_valid_until_idx";
DROP INDEX "projection"."grant_subject_id_kind_span_valid_until_idx";
DROP INDEX "projection"."grant_target_id_span_valid_until_idx";

UPDATE "projection"."entity_version" SET "span" = CASE
    WHEN "valid_until" - "valid_from" <= 256 THEN 0
    WHEN "valid_until" - "valid_from" <= 2048 THEN 1
    WHEN "valid_until" - "valid_from" <= 16384 THEN 2
    WHEN "valid_until" - "valid_from" <= 262144 THEN 3
    WHEN "valid_until" - "valid_from" <= 16777216 THEN 4
    ELSE 5 END
  WHERE "valid_until" < 9223372036854775807 AND "valid_until" - "valid_from" > 256;
UPDATE "projection"."grant" SET "span" = CASE
    WHEN "valid_until" - "valid_from" <= 256 THEN 0
    WHEN "valid_until" - "valid_from" <= 2048 THEN 1
    WHEN "valid_until" - "valid_from" <= 16384 THEN 2
    WHEN "valid_until" - "valid_from" <= 262144 THEN 3
    WHEN "valid_until" - "valid_from" <= 16777216 THEN 4
    ELSE 5 END
  WHERE "valid_until" < 9223372036854775807 AND "valid_until" - "valid_from" > 256;

CREATE INDEX "entity_version_type_key_span_valid_until_idx" ON "projection"."entity_version" ("type", "key", "span", "valid_until") WHERE "valid_until" < 9223372036854775807 AND "key" IS NOT NULL;
CREATE INDEX "entity_version_parent_id_type_span_valid_until_idx" ON "projection"."entity_version" ("parent_id", "type", "span", "valid_until") WHERE "valid_until" < 9223372036854775807;
CREATE INDEX "grant_subject_id_kind_span_valid_until_idx" ON "projection"."grant" ("subject_id", "kind", "span", "valid_until") WHERE "valid_until" < 9223372036854775807;
CREATE INDEX "grant_target_id_kind_span_valid_until_idx" ON "projection"."grant" ("target_id", "kind", "span", "valid_until") WHERE "valid_until" < 9223372036854775807;
