-- The key of a user is the commitment of their email. Both columns have one collation, since an index serves a comparison
-- of its own collation only: without that each email is looked for from end to end of the table.

ALTER TABLE "personal" ALTER COLUMN "commitment" TYPE TEXT COLLATE "C";
