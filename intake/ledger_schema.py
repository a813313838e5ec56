"""The tables of the ledger, one migration after another. A migration that was published is never edited."""

from __future__ import annotations


def _appended_only(*tables: str) -> tuple[str, ...]:
    """Triggers that refuse to change or remove what these tables hold."""
    return tuple(
        f"""
        CREATE TRIGGER {table}_are_never_{verb.lower()}d BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} are appended, never changed'); END
        """
        for table in tables
        for verb in ("UPDATE", "DELETE")
    )


_FIRST = (
    """
    CREATE TABLE workspace (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        id TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE questionnaires (
        content_hash TEXT PRIMARY KEY,
        id TEXT NOT NULL,
        version TEXT NOT NULL,
        scoring_hash TEXT NOT NULL,
        definition TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE geometries (
        content_hash TEXT NOT NULL REFERENCES questionnaires,
        edition TEXT NOT NULL,
        geometry TEXT NOT NULL,
        PRIMARY KEY (content_hash, edition)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE campaigns (
        id TEXT PRIMARY KEY,
        content_hash TEXT NOT NULL REFERENCES questionnaires,
        definition TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE respondents (
        campaign TEXT NOT NULL REFERENCES campaigns,
        key TEXT NOT NULL,
        position INTEGER NOT NULL,
        definition TEXT NOT NULL,
        PRIMARY KEY (campaign, key)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE forms (
        reference TEXT PRIMARY KEY,
        campaign TEXT NOT NULL,
        respondent TEXT NOT NULL,
        content_hash TEXT NOT NULL REFERENCES questionnaires,
        edition TEXT NOT NULL,
        UNIQUE (campaign, respondent, content_hash),
        FOREIGN KEY (campaign, respondent) REFERENCES respondents (campaign, key)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE submissions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        state TEXT NOT NULL CHECK (
            state IN ('received', 'identified', 'read', 'assessed', 'delivered', 'refused', 'duplicate', 'waiting')
        ),
        path BLOB NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        inode INTEGER NOT NULL,
        sha256 TEXT,
        seen_pass INTEGER NOT NULL,
        received_at TEXT NOT NULL,
        campaign TEXT,
        respondent TEXT,
        reference TEXT,
        content_hash TEXT REFERENCES questionnaires,
        scoring_hash TEXT,
        answers_hash TEXT,
        revision INTEGER,
        reason_code TEXT,
        reason_sentence TEXT,
        reason_detail TEXT,
        duplicate_of INTEGER REFERENCES submissions,
        archive_path TEXT,
        documents TEXT NOT NULL DEFAULT '[]',
        attempts INTEGER NOT NULL DEFAULT 0,
        last_error TEXT NOT NULL DEFAULT '',
        settled_at TEXT,
        FOREIGN KEY (campaign, respondent) REFERENCES respondents (campaign, key)
    ) STRICT
    """,
    "CREATE INDEX submissions_by_bytes ON submissions (sha256)",
    "CREATE INDEX submissions_by_reference ON submissions (reference) WHERE reference IS NOT NULL",
    "CREATE UNIQUE INDEX one_submission_per_revision ON submissions (campaign, respondent, revision) WHERE revision IS NOT NULL",
    "CREATE INDEX submissions_by_respondent ON submissions (campaign, respondent)",
    "CREATE INDEX submissions_to_finish ON submissions (id) WHERE settled_at IS NULL",
    # One file in the drop folder is one submission in flight, however many times it is listed.
    "CREATE UNIQUE INDEX one_submission_per_drop ON submissions (path, size, mtime_ns, inode) WHERE archive_path IS NULL",
    """
    CREATE TABLE readings (
        submission INTEGER PRIMARY KEY REFERENCES submissions,
        raw TEXT NOT NULL,
        checked TEXT
    ) STRICT
    """,
    """
    CREATE TABLE assessments (
        submission INTEGER NOT NULL REFERENCES submissions,
        document_version INTEGER NOT NULL CHECK (document_version >= 1),
        assessment TEXT NOT NULL,
        comparison TEXT,
        fingerprint TEXT NOT NULL,
        content_hash TEXT NOT NULL REFERENCES questionnaires,
        scoring_hash TEXT NOT NULL,
        made_at TEXT NOT NULL,
        PRIMARY KEY (submission, document_version)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX assessments_by_fingerprint ON assessments (fingerprint)",
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        submission INTEGER NOT NULL REFERENCES submissions,
        before TEXT,
        after TEXT NOT NULL,
        at TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX events_by_submission ON events (submission, id)",
    """
    CREATE TABLE told (
        topic TEXT NOT NULL,
        subject BLOB NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (topic, subject)
    ) STRICT, WITHOUT ROWID
    """,
    *_appended_only("assessments", "events"),
)

_SEVERAL_PROCESSES = (
    """
    CREATE TABLE claims (
        submission INTEGER PRIMARY KEY REFERENCES submissions,
        token INTEGER NOT NULL,
        owner TEXT NOT NULL,
        boot TEXT NOT NULL,
        lease_end REAL NOT NULL
    ) STRICT
    """,
    "CREATE INDEX claims_by_owner ON claims (owner)",
    "CREATE INDEX submissions_by_drop ON submissions (path, size, mtime_ns, inode)",
    "ALTER TABLE submissions ADD COLUMN taken_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submissions ADD COLUMN cautions TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE submissions ADD COLUMN faults INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE submissions ADD COLUMN retry_at TEXT",
    "ALTER TABLE submissions ADD COLUMN set_aside TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submissions ADD COLUMN verdict TEXT CHECK (verdict IN ('keep', 'discard'))",
    "ALTER TABLE submissions ADD COLUMN decided_by TEXT",
    "ALTER TABLE submissions ADD COLUMN decided_at TEXT",
)

_COMPLEMENTS = (
    """
    CREATE TABLE complements (
        reference TEXT PRIMARY KEY,
        submission INTEGER NOT NULL UNIQUE REFERENCES submissions,
        campaign TEXT NOT NULL,
        respondent TEXT NOT NULL,
        content_hash TEXT NOT NULL REFERENCES questionnaires,
        edition TEXT NOT NULL,
        completion TEXT NOT NULL,
        FOREIGN KEY (campaign, respondent) REFERENCES respondents (campaign, key)
    ) STRICT, WITHOUT ROWID
    """,
)

_MAKINGS = ("ALTER TABLE assessments ADD COLUMN making TEXT",)

_RESULTS = (
    """
    CREATE TABLE results (
        number INTEGER PRIMARY KEY,
        submission INTEGER NOT NULL UNIQUE REFERENCES submissions,
        campaign TEXT NOT NULL REFERENCES campaigns,
        respondent TEXT NOT NULL,
        scoring_hash TEXT NOT NULL,
        overall_index INTEGER,
        theme_indexes TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX results_by_respondent ON results (respondent)",
    # Of returns assessed before there was this table.
    """
    INSERT INTO results (submission, campaign, respondent, scoring_hash, overall_index, theme_indexes)
    SELECT submission, campaign, respondent, assessments.scoring_hash, json_extract(assessment, '$.overall.index'),
           (SELECT json_group_object(json_extract(value, '$.theme'), json_extract(value, '$.score.index'))
            FROM json_each(assessment, '$.themes'))
    FROM assessments JOIN submissions ON submissions.id = submission
    WHERE document_version = 1 ORDER BY made_at, revision, submission
    """,
    """
    CREATE TABLE shown_groups (
        submission INTEGER NOT NULL,
        document_version INTEGER NOT NULL,
        kind TEXT NOT NULL,
        members BLOB NOT NULL,
        PRIMARY KEY (submission, document_version, kind),
        FOREIGN KEY (submission, document_version) REFERENCES assessments
    ) STRICT, WITHOUT ROWID
    """,
    *_appended_only("results", "shown_groups"),
)

_AFTERWORK = (
    """
    CREATE TABLE afterwork (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        submission INTEGER NOT NULL REFERENCES submissions,
        document_version INTEGER NOT NULL,
        path TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'vain', 'given_up')),
        attempts INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        retry_at TEXT,
        products TEXT NOT NULL DEFAULT '[]',
        added_at TEXT NOT NULL,
        UNIQUE (kind, submission, path)
    ) STRICT
    """,
    "CREATE INDEX afterwork_to_do ON afterwork (id) WHERE state = 'due'",
    "CREATE INDEX afterwork_by_submission ON afterwork (submission)",
    "ALTER TABLE submissions ADD COLUMN twins INTEGER NOT NULL DEFAULT 0",
)

_PLANS = (
    """
    CREATE TABLE plans (
        reference TEXT PRIMARY KEY,
        submission INTEGER NOT NULL UNIQUE REFERENCES submissions,
        campaign TEXT NOT NULL,
        respondent TEXT NOT NULL,
        content_hash TEXT NOT NULL REFERENCES questionnaires,
        edition TEXT NOT NULL,
        completion TEXT NOT NULL,
        name TEXT NOT NULL,
        sheet TEXT NOT NULL,
        FOREIGN KEY (campaign, respondent) REFERENCES respondents (campaign, key)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE plan_returns (
        submission INTEGER PRIMARY KEY REFERENCES submissions,
        campaign TEXT NOT NULL,
        respondent TEXT NOT NULL,
        reference TEXT NOT NULL REFERENCES plans,
        rank INTEGER NOT NULL CHECK (rank >= 1),
        received_on TEXT NOT NULL,
        base INTEGER NOT NULL,
        base_version INTEGER NOT NULL,
        plan TEXT NOT NULL,
        making TEXT NOT NULL,
        UNIQUE (respondent, rank),
        FOREIGN KEY (campaign, respondent) REFERENCES respondents (campaign, key),
        FOREIGN KEY (base, base_version) REFERENCES assessments (submission, document_version)
    ) STRICT
    """,
    "CREATE INDEX plans_by_respondent ON plans (campaign, respondent)",
    "CREATE INDEX plan_returns_by_campaign ON plan_returns (campaign, respondent)",
    *_appended_only("plans", "plan_returns"),
)

_RENEWALS = (
    """
    CREATE TABLE renewals (
        reference TEXT PRIMARY KEY REFERENCES forms,
        renewal TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    *_appended_only("renewals"),
)

_REVIEWS = (
    """
    CREATE TABLE reviews (
        campaign TEXT NOT NULL,
        respondent TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number >= 1),
        submission INTEGER NOT NULL REFERENCES submissions,
        document_version INTEGER NOT NULL,
        rank INTEGER NOT NULL CHECK (rank >= 0),
        made_on TEXT NOT NULL,
        PRIMARY KEY (campaign, respondent, number),
        FOREIGN KEY (submission, document_version) REFERENCES assessments
    ) STRICT, WITHOUT ROWID
    """,
    *_appended_only("reviews"),
)

_CAUSES_IN_FRENCH = (
    # No query looks returns up by their reference since respondents are found by campaign and key.
    "DROP INDEX submissions_by_reference",
    # Until now the cause of a failure was the error as Python writes it; whoever follows returns now reads it. The log still has those.
    "UPDATE submissions SET last_error = '' WHERE last_error <> ''",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _FIRST,
    _SEVERAL_PROCESSES,
    _COMPLEMENTS,
    _MAKINGS,
    _RESULTS,
    _AFTERWORK,
    _PLANS,
    _RENEWALS,
    _REVIEWS,
    _CAUSES_IN_FRENCH,
)
"""The statements that lead from each version of the schema to the next; `PRAGMA user_version` counts those applied."""
