create table merges (
    customer_id varchar primary key,
    into_id varchar not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table moved_rows (
    moved_row_id varchar not null,
    table_name varchar not null,
    row_id varchar not null,
    home_id varchar not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table distinct_pairs (
    distinct_pair_id varchar primary key,
    customer_id varchar not null,
    other_id varchar not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);
