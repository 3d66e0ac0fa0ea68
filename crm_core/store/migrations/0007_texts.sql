create table text_index_state (
    indexed_until bigint not null,
    next_text integer not null,
    generation integer not null,
    way_of_reading integer not null
);

insert into text_index_state (indexed_until, next_text, generation, way_of_reading)
values (0, 0, 0, 0);

create table text_index (
    text_no integer not null,
    source varchar not null,
    row_id varchar not null,
    happened_at timestamp not null
);

create table text_index_gone (
    text_no integer not null
);

create table text_index_terms (
    term_no integer not null,
    term varchar not null
);

create table text_index_uses (
    text_no integer not null,
    term_no integer not null,
    times smallint not null
);

create table text_models (
    text_model_id varchar not null,
    name varchar not null,
    version integer not null,
    trained_at timestamp not null,
    card varchar not null,
    content varchar not null,
    digest varchar not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);
