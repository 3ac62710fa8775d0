-- All organizations are listed in the order of their keys, at any position: those that were called otherwise then are
-- found without a look at every name that any of them ever had.

CREATE INDEX "entity_version_span_valid_until_idx" ON "projection"."entity_version" ("span", "valid_until") WHERE "valid_until" < 9223372036854775807 AND "type" = 'Organization';
