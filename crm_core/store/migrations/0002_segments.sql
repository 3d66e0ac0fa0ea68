alter table segmentations add column version integer;

alter table segmentations add column replaces varchar;

update segmentations
set
    version = 1,
    "method" = 'kmeans',
    parameters = json_merge_patch(
        parameters,
        json_object(
            'algorithm', 'kmeans',
            'model', json_object('centres', parameters -> 'scaled_centers'),
            'numbers', range(1, json_array_length(parameters -> 'sizes')::bigint + 1)
        )
    )::varchar;

create table segments (
    segment_id varchar primary key,
    segmentation_id varchar not null,
    segment integer not null,
    name varchar not null,
    colour integer not null,
    description varchar,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

insert into segments
select
    s.segmentation_id || '-' || n.segment as segment_id,
    s.segmentation_id,
    n.segment,
    'Segment ' || n.segment as name,
    n.segment as colour,
    null as description,
    s.created_in,
    1 as row_version,
    s.deleted_at
from segmentations s
cross join unnest(range(1, json_array_length(s.parameters -> 'sizes')::bigint + 1)) as n (segment);
