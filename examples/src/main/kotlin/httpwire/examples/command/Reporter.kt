package httpwire.examples.command

import httpwire.HttpException
import httpwire.HttpException.Fault
import httpwire.HttpException.InvalidUrl
import httpwire.examples.hidden
import httpwire.examples.visible
import okio.ByteString.Companion.encodeUtf8
import java.io.IOException
import java.io.PrintStream
import java.io.UncheckedIOException

/** Says on [err], in one line, what has failed, and with which exit status the command ends then. */
internal class Reporter(private val err: PrintStream) {
    /** Carries out [action]; what it throws is reported. */
    fun reporting(action: () -> ExitStatus): ExitStatus = try {
        action()
    } catch (e: IllegalArgumentException) {
        // The connection itself refuses what contradicts: a method that is none, two Hosts.
        wrongCommandLine(e.message.orEmpty())
    } catch (e: InvalidUrl) {
        wrongCommandLine(e.message.orEmpty())
    } catch (e: HttpException) {
        failed(e)
        ExitStatus.EXCHANGE_FAILED
    } catch (e: IOException) {
        localFailure(e)
    } catch (e: UncheckedIOException) {
        localFailure(e.cause ?: e) // Of a trace, which is written while the exchange goes on.
    }

    fun wrongCommandLine(reason: String): ExitStatus {
        say("$reason (see httpwire --help)")
        return ExitStatus.WRONG_COMMAND_LINE
    }

    fun failed(failure: HttpException) = say(describe(failure) + hint(failure)?.let { "; try $it" }.orEmpty())

    private fun localFailure(failure: Exception): ExitStatus {
        val message = failure.message.orEmpty()
        say(if (failure is NotForTerminal) message else "a local file or pipe failed: $message")
        return ExitStatus.LOCAL_FAILURE
    }

    /** Escaped, because one line was promised and a stranger's words may be in it. */
    private fun say(reason: String) = err.println("httpwire: ${reason.encodeUtf8().visible()}")

    private fun describe(failure: HttpException): String {
        val phase = failure.circumstances?.let { "; phase: ${it.phase()}" }.orEmpty()
        val kind = failure.javaClass.simpleName
        return "${failure.message.orEmpty().hidden()} ($kind; at fault: ${whose(failure.fault)}$phase)"
    }

    private fun whose(fault: Fault) = when (fault) {
        Fault.CALLER -> "the caller"
        Fault.PEER -> "the other side"
        Fault.NETWORK -> "the network"
        Fault.LIMIT -> "a limit set here"
    }
}
