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
