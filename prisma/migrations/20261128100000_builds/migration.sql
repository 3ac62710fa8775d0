-- How often the projections were built anew. What a request found of its caller stands for the next one as long as neither
-- the log nor the projections are others (src/access/recent-pins.ts).

ALTER TABLE "head" ADD COLUMN "builds" BIGINT NOT NULL DEFAULT 0;
