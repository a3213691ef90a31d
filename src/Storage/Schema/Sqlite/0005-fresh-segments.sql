-- Up to here every row's segments are in their tables. A build that knows nothing of it would find no newer row.
INSERT INTO meta (name, value) SELECT 'segmented_position', coalesce(max(position), 0) FROM log;
