"""Benchmarks: tables and JSON, never assertions about time.

    proconnect bench --world bench            all questions, on 100,000 members and 2,500,000 ties
    proconnect bench degrees --world demo     those whose name begins so, on the demo world
    proconnect bench feed --data DIR          on what DIR holds, also beside a running `up`
    proconnect bench --clients 16             with a table under load after each
    proconnect bench import --world bench     seconds and peak memory of an import, then the check
    proconnect bench skills-quality           spellings that no table holds: how many are right
    proconnect bench search-quality --world demo   the judged set: how good the answers are
    proconnect bench search-hostile --world demo   100,000 texts made to do harm: kinds of answers
    proconnect bench fit-quality              own occupations found by half of the skills
    proconnect bench analysts-runs --world bench      PageRank and others, written to the members
    proconnect bench analysts-exports --world bench   1,000,000 rows to Parquet
    proconnect bench analysts-hostile --world bench   members' questions beside hostile statements
    proconnect bench layers --world bench     the five questions over Bolt, in the domain, over HTTP
                                              and, with Node, by Apollo over the same queries
    proconnect bench overload --world bench   ten times what can be answered, for a minute
    proconnect bench outages --world bench    Neo4j and Redis hang and die for 20 s under load
    proconnect bench memory --world demo      seconds to ready and memory of `up`

Each question is asked in four forms, in turns: as plain Cypher (`plain`, the reference), as the
catalogue's own queries straight over the driver (`bare`), as the domain function, and over HTTP.
Worlds are made at first use, below the user's cache folder.
"""
