-- Where a blob stands: asked of each piece of a file that was cut into several.
CREATE INDEX acquisition_blob ON acquisition (blob) WHERE blob IS NOT NULL;
CREATE INDEX member_blob ON member (blob) WHERE blob IS NOT NULL;
