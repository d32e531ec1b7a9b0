package httpwire.examples.command

/** How the command ends, for scripts. */
internal enum class ExitStatus(val code: Int) {
    /** There was an answer, whatever it said: 404 is one. */
    ANSWERED(0),
    LOCAL_FAILURE(1),
    WRONG_COMMAND_LINE(2),
    EXCHANGE_FAILED(3),

    /** An answer of 400 or more, with --fail. */
    REFUSED(4),
}
