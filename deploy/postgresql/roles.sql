-- Three roles for a register on PostgreSQL, so that who records can't change what is recorded,
-- not even by SQL of his own: the server refuses it for lack of privilege, before any trigger.
--
--   register_owner        runs `register init`, and owns everything
--   register_application  records, imports, asks, rebuilds: the user of the register's programs
--   register_reader       asks
--
-- Run it as a superuser in the register's database: before the first `register init`, after it,
-- and again after each `register init` of a new version. Doing it again changes nothing.
--
--   psql --set ON_ERROR_STOP=1 --dbname register --file roles.sql
--
-- Give the roles passwords (\password register_application), or grant them to people's own:
-- GRANT register_application TO anna.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['register_owner', 'register_application', 'register_reader'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END $$;

-- Until PostgreSQL 15 everybody could create tables and functions in public.
REVOKE CREATE ON SCHEMA public FROM PUBLIC, register_application, register_reader;
GRANT USAGE, CREATE ON SCHEMA public TO register_owner;
GRANT USAGE ON SCHEMA public TO register_application, register_reader;

DO $$
DECLARE
    name text;
BEGIN
    IF to_regclass('public.log') IS NULL THEN
        RAISE NOTICE 'now run `register init` as register_owner, and then this script again';
        RETURN;
    END IF;

    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, register_application, register_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO register_application, register_reader;
    GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO register_application;

    -- The log grows, and its head advances; a trigger keeps the head from going back.
    GRANT INSERT ON public.log TO register_application;
    GRANT UPDATE (position, recorded_at, appended_at) ON public.log_head TO register_application;

    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO register_application;

    -- What was signed grows, too; an archived document may have to go.
    GRANT INSERT ON public.checkpoint, public.checkpoint_signature, public.checkpoint_timestamp,
        public.signing_key, public.witness, public.document TO register_application;
    GRANT DELETE ON public.document TO register_application;

    -- Accounts are for the register's pages. No handle is given twice, so none is deleted; and
    -- hashes of passwords and of tokens are for nobody to read but the program that compares them.
    GRANT INSERT, UPDATE ON public.account TO register_application;
    REVOKE ALL ON public.account, public.account_role, public.account_session,
        public.account_token, public.account_link, public.sign_in_try FROM register_reader;

    -- All other tables are sessions and the like, and read models, which can be made again from
    -- the log.
    FOR name IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN (
            'log', 'log_head', 'alembic_version', 'checkpoint', 'checkpoint_signature',
            'checkpoint_timestamp', 'signing_key', 'witness', 'document', 'account'
        )
    LOOP
        EXECUTE format('GRANT INSERT, UPDATE, DELETE ON public.%I TO register_application', name);
    END LOOP;
END $$;

-- What later versions add can be asked at once. It can be written to after this script has run.
ALTER DEFAULT PRIVILEGES FOR ROLE register_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO register_application, register_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE register_owner IN SCHEMA public
    GRANT SELECT, USAGE ON SEQUENCES TO register_application;
