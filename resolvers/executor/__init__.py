"""The compiled executor: an operation is compiled once into a plan, and the plan is walked.

`plan` turns a validated operation into a tree of selections, `run` walks that tree for a request,
`cache` keeps the plans and hands everything else to graphql-core.
"""
