create table segmentations_of_before as
from segmentations;

drop table segmentations;

create table segmentations (
    segmentation_id varchar primary key,
    name varchar not null,
    "method" varchar not null,
    as_of date not null,
    seed integer not null,
    parameters varchar not null,
    saved_at timestamp not null,
    version integer not null,
    replaces varchar,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

insert into segmentations
select
    segmentation_id, name, 'kmeans' as "method", as_of, seed,
    json_merge_patch(
        parameters,
        json_object(
            'algorithm', 'kmeans',
            'precision', 'float64',
            'model', json_object('centres', parameters -> 'scaled_centers'),
            'numbers', range(1, json_array_length(parameters -> 'sizes')::bigint + 1)
        )
    )::varchar as parameters,
    saved_at, 1 as version, null as replaces, created_in, row_version, deleted_at
from segmentations_of_before;

drop table segmentations_of_before;

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

update change_sets
set
    summary = json_merge_patch(summary, json_object('segments', json_object('created', n.segments)))::varchar,
    row_count = row_count + n.segments
from (
    select created_in, count(*) as segments
    from segments
    group by created_in
) as n
where n.created_in = change_set_id;
