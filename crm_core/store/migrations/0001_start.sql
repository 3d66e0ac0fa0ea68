create table schema_versions (
    version integer primary key,
    applied_at timestamp not null
);

create table counters (
    last_id bigint not null
);

insert into counters (last_id) values (0);

create table change_sets (
    change_set_id bigint primary key,
    made_at timestamp not null,
    actor varchar not null,
    reason varchar not null,
    undoes bigint,
    row_count bigint not null,
    summary varchar not null
);

create table changes (
    change_set_id bigint not null,
    table_name varchar not null,
    row_id varchar not null,
    row_version integer not null,
    kind varchar not null check (kind in ('updated', 'removed', 'restored')),
    before map(varchar, varchar),
    after map(varchar, varchar)
);

create table customers (
    customer_id varchar primary key,
    name varchar,
    email varchar,
    phone varchar,
    gender varchar,
    age integer,
    income decimal(18,4),
    education varchar,
    city varchar,
    country varchar,
    company varchar,
    owner varchar,
    since date,
    notes varchar,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table products (
    product_id varchar primary key,
    name varchar,
    category varchar,
    description varchar,
    price decimal(18,4),
    stock integer,
    kind varchar not null default 'product' check (kind in ('product', 'charge')),
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table orders (
    order_id varchar primary key,
    customer_id varchar,
    ordered_at timestamp not null,
    country varchar,
    is_return boolean not null default false,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table order_lines (
    order_line_id varchar not null,
    order_id varchar not null,
    line_number integer,
    product_id varchar not null,
    quantity integer not null,
    unit_price decimal(18,4) not null,
    ordered_at timestamp not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table communications (
    communication_id varchar primary key,
    customer_id varchar not null,
    occurred_at timestamp not null,
    channel varchar not null check (channel in ('phone', 'email', 'chat', 'sms', 'social', 'meeting', 'web')),
    direction varchar not null check (direction in ('inbound', 'outbound')),
    purpose varchar check (purpose in ('sales', 'service', 'marketing')),
    outcome varchar check (outcome in ('delivered', 'opened', 'responded', 'bought', 'no_answer', 'declined', 'resolved', 'complained', 'unsubscribed', 'bounced')),
    subject varchar,
    text varchar,
    owner varchar,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table ratings (
    rating_id varchar not null,
    customer_id varchar not null,
    product_id varchar not null,
    rating double not null,
    rated_at timestamp,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table feedback (
    feedback_id varchar primary key,
    customer_id varchar not null,
    order_id varchar,
    received_at timestamp not null,
    channel varchar check (channel in ('phone', 'email', 'chat', 'sms', 'social', 'meeting', 'web')),
    csat integer,
    nps integer,
    effort integer,
    text varchar,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table events (
    event_id varchar not null,
    customer_id varchar not null,
    occurred_at timestamp not null,
    kind varchar not null check (kind in ('visit', 'view', 'search', 'cart', 'wishlist')),
    product_id varchar,
    detail varchar,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table segmentations (
    segmentation_id varchar primary key,
    name varchar not null,
    "method" varchar not null,
    as_of date not null,
    seed integer not null,
    parameters varchar not null,
    saved_at timestamp not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table segment_members (
    segment_member_id varchar not null,
    segmentation_id varchar not null,
    customer_id varchar not null,
    segment integer not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table settings (
    setting varchar primary key,
    value varchar not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table custom_columns (
    custom_column varchar primary key,
    table_name varchar not null,
    type varchar not null,
    position integer,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table imports (
    import_id varchar primary key,
    table_name varchar not null,
    file_name varchar not null,
    imported_at timestamp not null,
    mapping varchar not null,
    rows_read integer not null,
    rows_created integer not null,
    rows_updated integer not null,
    rows_unchanged integer not null,
    rows_rejected integer not null,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table import_rejects (
    import_reject_id varchar not null,
    import_id varchar not null,
    line integer not null,
    rule varchar,
    reason varchar,
    content varchar,
    accepted_in varchar,
    created_in bigint not null,
    row_version integer not null,
    deleted_at timestamp
);

create table demo_truth (
    customer_id varchar not null,
    type varchar not null,
    monthly_orders double not null,
    dropped_out_on date,
    response_rate double not null,
    created_in bigint not null
);
