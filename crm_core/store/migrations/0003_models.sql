create table models (
    model_id varchar primary key,
    name varchar not null,
    version integer not null,
    target varchar not null,
    kind varchar not null check (kind in ('binary', 'multiclass', 'number')),
    algorithm varchar not null,
    as_of date not null,
    horizon_days integer,
    trained_at timestamp not null,
    card varchar not null,
    parameters varchar not null,
    content varchar not null,
    digest varchar not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);
