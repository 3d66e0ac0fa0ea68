delete from custom_columns
where custom_column in ('products.tags', 'products.is_replenishable', 'products.is_offered');

alter table products add column if not exists tags varchar;
alter table products alter column tags set data type varchar;

alter table products add column if not exists is_replenishable boolean;
alter table products alter column is_replenishable set data type boolean using coalesce(try_cast(is_replenishable as boolean), false);
alter table products alter column is_replenishable set default false;

alter table products add column if not exists is_offered boolean;
alter table products alter column is_offered set data type boolean using coalesce(try_cast(is_offered as boolean), true);
alter table products alter column is_offered set default true;

create table consents (
    consent_id varchar primary key,
    customer_id varchar not null,
    purpose varchar not null check (purpose in ('personalisation', 'marketing')),
    is_granted boolean not null,
    decided_at timestamp not null,
    note varchar,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);
