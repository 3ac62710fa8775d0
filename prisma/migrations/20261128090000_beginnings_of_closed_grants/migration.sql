-- The beginning of a closed grant stands in the index by which it is found: what began too late is passed over there, without
-- a look at its row. And each of the two says of its rows, in words of its own, what is true of all: only a statement that
-- says the same is served by it, so that no plan made for empty tables takes the one for the other (src/projecting/living-rows.ts).

DROP INDEX "projection"."grant_subject_id_kind_span_valid_until_idx";
DROP INDEX "projection"."grant_target_id_kind_span_valid_until_idx";

CREATE INDEX "grant_subject_id_kind_span_valid_until_valid_from_idx" ON "projection"."grant" ("subject_id", "kind", "span", "valid_until", "valid_from") WHERE "valid_until" < 9223372036854775807 AND "span" >= 0;
CREATE INDEX "grant_target_id_kind_span_valid_until_valid_from_idx" ON "projection"."grant" ("target_id", "kind", "span", "valid_until", "valid_from") WHERE "valid_until" < 9223372036854775807 AND "span" < 128;

-- That of all organizations, too, is for whoever looks through them all, and not for whoever looks for one of a name.
DROP INDEX "projection"."entity_version_span_valid_until_idx";
CREATE INDEX "entity_version_span_valid_until_idx" ON "projection"."entity_version" ("span", "valid_until") WHERE "valid_until" < 9223372036854775807 AND "type" = 'Organization' AND "span" >= 0;
