package httpwire.parity

/**
 * All intended differences, in the order in which they are asked. "Design", "facts" and "threats" are the project's
 * papers `design.md`, `http-client-facts.md` and `threats-and-faults.md`; "architecture" is `docs/architecture.md`.
 */
internal object Rules {
    val ALL: List<Rule> =
        HeadRules.ALL + ResponseRules.ALL + BodyRules.ALL + EndRules.ALL + LimitRules.ALL +
            RequestRules.ALL + SendingRules.ALL + TunnelRules.ALL + DebugRules.ALL
}
