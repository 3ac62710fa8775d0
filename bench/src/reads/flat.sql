-- The rows of the reads part as a schema that a PostGraphile user would write: effective access as plain rows
-- (what Tenure derives from owners and project admins stands ready in them), natural relations, covering indexes.
create schema flat;

create table flat.users (
  id uuid primary key,
  email text not null unique,
  name text not null
);
create table flat.organizations (
  id uuid primary key,
  name text not null unique,
  label text not null,
  owner_id uuid not null references flat.users
);
create index on flat.organizations (owner_id);
create table flat.projects (
  id uuid primary key,
  organization_id uuid not null references flat.organizations,
  title text not null
);
create index on flat.projects (organization_id);
create table flat.environments (
  id uuid primary key,
  project_id uuid not null references flat.projects,
  name text not null,
  type text not null
);
create index on flat.environments (project_id);
create table flat.members (
  organization_id uuid not null references flat.organizations,
  user_id uuid not null references flat.users,
  primary key (organization_id, user_id)
);
create index on flat.members (user_id, organization_id);
create table flat.permissions (
  organization_id uuid not null,
  user_id uuid not null,
  permission text not null,
  primary key (organization_id, user_id, permission),
  foreign key (organization_id, user_id) references flat.members
);
create table flat.project_access (
  organization_id uuid not null,
  user_id uuid not null references flat.users,
  project_id uuid not null references flat.projects,
  role text not null,
  source text not null,
  primary key (user_id, project_id),
  foreign key (organization_id, user_id) references flat.members
);
create index on flat.project_access (organization_id, user_id, project_id) include (role, source);
create index on flat.project_access (project_id);
create index on flat.project_access (user_id, project_id) include (organization_id, role, source);
create table flat.type_access (
  user_id uuid not null,
  project_id uuid not null,
  type text not null,
  role text not null,
  source text not null,
  primary key (user_id, project_id, type),
  foreign key (user_id, project_id) references flat.project_access
);
create index on flat.type_access (user_id, project_id, type) include (role, source);

create table flat.partners (
  id uuid primary key,
  name text not null
);
create table flat.instances (
  id uuid primary key,
  partner_id uuid not null references flat.partners,
  name text not null
);
create index on flat.instances (partner_id);
create table flat.partner_access (
  user_id uuid not null references flat.users,
  partner_id uuid not null references flat.partners,
  level text not null,
  primary key (user_id, partner_id)
);
create index on flat.partner_access (partner_id);
create index on flat.partner_access (user_id, partner_id) include (level);
create table flat.instance_access (
  user_id uuid not null references flat.users,
  instance_id uuid not null references flat.instances,
  level text not null,
  primary key (user_id, instance_id)
);
create index on flat.instance_access (instance_id);
create index on flat.instance_access (user_id, instance_id) include (level);
