package httpwire.parity

/** All intended differences, in the order in which they are tried. */
internal object Rules {
    val ALL: List<Rule> =
        HeadRules.ALL + ResponseRules.ALL + BodyRules.ALL + EndRules.ALL + LimitRules.ALL +
            RequestRules.ALL + SendingRules.ALL + TunnelRules.ALL + DebugRules.ALL
}
