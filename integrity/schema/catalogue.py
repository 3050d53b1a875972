"""The question to PostgreSQL's catalogue: all that stands in the current schema, or acts on it.

What an extension brought is its own. How rows are stored (tablespaces, fill factors, who owns
what) is the administrator's to tune, and not asked.
"""

from __future__ import annotations

_HERE = """
WITH here AS (SELECT current_schema()::regnamespace::oid AS oid),
relation AS (
    SELECT c.* FROM pg_class c JOIN here ON c.relnamespace = here.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (
        SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
    )
)"""

_RELATIONS = """
SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind,
    c.relname::text AS of_table, c.relname::text AS name,
    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'S' THEN 'sequence'
        WHEN 'f' THEN 'foreign table' ELSE E'view\\n' || pg_get_viewdef(c.oid) END
    || CASE c.relpersistence WHEN 'u' THEN E'\\nunlogged' ELSE '' END
    || CASE WHEN c.relrowsecurity THEN E'\\nwith row security' ELSE '' END
    || CASE WHEN c.relispartition THEN E'\\na partition' ELSE '' END AS definition,
    true AS works
FROM relation c"""

_COLUMNS = """
SELECT 'column', c.relname::text, a.attname::text,
    format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attcollation IN (0, t.typcollation) THEN '' ELSE ' COLLATE ' || l.collname END
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || CASE WHEN a.attgenerated <> '' THEN ' GENERATED ' || pg_get_expr(d.adbin, d.adrelid)
        ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') END
    || CASE a.attidentity WHEN '' THEN '' ELSE ' IDENTITY' END,
    true
FROM relation c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind <> 'S'"""

_CONSTRAINTS = """
SELECT 'constraint', c.relname::text, n.conname::text, pg_get_constraintdef(n.oid, true),
    n.convalidated
FROM relation c JOIN pg_constraint n ON n.conrelid = c.oid AND n.contype IN ('p','c','u','f','x')"""

_INDEXES = """
SELECT 'index', c.relname::text, i.relname::text, pg_get_indexdef(x.indexrelid),
    x.indisvalid AND x.indisready AND x.indislive
FROM relation c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid"""

_TRIGGERS = """
SELECT 'trigger', c.relname::text, t.tgname::text,
    pg_get_triggerdef(t.oid, true) || E'\\n' || p.prosrc, t.tgenabled IN ('O', 'A')
FROM relation c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
JOIN pg_proc p ON p.oid = t.tgfoid"""

_INTERNAL_TRIGGERS = """
SELECT 'constraint trigger', c.relname::text, t.tgname::text, '', false
FROM relation c JOIN pg_trigger t ON t.tgrelid = c.oid
WHERE t.tgisinternal AND t.tgenabled NOT IN ('O', 'A')"""

_RULES = """
SELECT 'rule', c.relname::text, r.rulename::text, pg_get_ruledef(r.oid, true),
    r.ev_enabled IN ('O', 'A')
FROM relation c JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'"""

_POLICIES = """
SELECT 'policy', c.relname::text, y.polname::text,
    concat_ws(' ', y.polcmd, pg_get_expr(y.polqual, y.polrelid),
        pg_get_expr(y.polwithcheck, y.polrelid)), true
FROM relation c JOIN pg_policy y ON y.polrelid = c.oid"""

_CHILDREN = """
SELECT 'child table', c.relname::text, h.inhrelid::regclass::text, 'INHERITS', true
FROM relation c JOIN pg_inherits h ON h.inhparent = c.oid"""

_PARENTS = """
SELECT 'parent table', c.relname::text, h.inhparent::regclass::text, 'INHERITS', true
FROM relation c JOIN pg_inherits h ON h.inhrelid = c.oid"""

_FUNCTIONS = """
SELECT CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END,
    '', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE pg_get_functiondef(p.oid) END, true
FROM pg_proc p JOIN here ON p.pronamespace = here.oid
WHERE NOT EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
)"""

_EVENT_TRIGGERS = """
SELECT 'event trigger', '', e.evtname::text, e.evtevent || ' ' || e.evtfoid::regprocedure, true
FROM pg_event_trigger e
WHERE e.evtenabled <> 'D' AND NOT EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e'
)"""

_SETTINGS = """
SELECT 'setting', '', split_part(one, '=', 1)
    || coalesce(' of the role ' || r.rolname, '') || coalesce(' in the database ' || b.datname, ''),
    one, true
FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS one
LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database b ON b.oid = s.setdatabase
WHERE split_part(one, '=', 1) = 'session_replication_role' AND one NOT LIKE '%=origin'
    AND (s.setdatabase = 0 OR b.datname = current_database())"""

_OF_THE_SESSION = """
SELECT 'setting', '', name || ' of this session', name || '=' || setting, true
FROM pg_settings WHERE name = 'session_replication_role' AND setting <> 'origin'"""

OBJECTS_ON_POSTGRESQL = _HERE + " UNION ALL ".join(
    (
        _RELATIONS,
        _COLUMNS,
        _CONSTRAINTS,
        _INDEXES,
        _TRIGGERS,
        _INTERNAL_TRIGGERS,
        _RULES,
        _POLICIES,
        _CHILDREN,
        _PARENTS,
        _FUNCTIONS,
        _EVENT_TRIGGERS,
        _SETTINGS,
        _OF_THE_SESSION,
    )
)
"""Kind, table, name, definition, and whether it works, of each object."""
