create table predictions (
    prediction_id varchar not null,
    model_id varchar not null,
    customer_id varchar not null,
    as_of date not null,
    horizon_days integer,
    known_until date not null,
    data_version integer not null,
    scored_at timestamp not null,
    score double not null,
    predicted varchar,
    reasons varchar not null,
    is_first boolean not null default true,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);
