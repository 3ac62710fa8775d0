-- Lists of Permission Sets are in the order of their keys, the same on every database whatever its collation, and a page
-- of one is found without a look at the others (src/access/statements/list-order.ts). No index of other entities grows.

ALTER TABLE "projection"."entity_version" ALTER COLUMN "key" TYPE TEXT COLLATE "C";

CREATE INDEX "entity_version_parent_id_key_idx" ON "projection"."entity_version" ("parent_id", "key") WHERE "valid_until" = 9223372036854775807 AND "type" = 'PermSet';
