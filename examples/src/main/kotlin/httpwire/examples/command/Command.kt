package httpwire.examples.command

import com.github.ajalt.clikt.core.CliktError
import com.github.ajalt.clikt.core.MultiUsageError
import com.github.ajalt.clikt.core.PrintHelpMessage
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.core.parse
import com.github.ajalt.clikt.output.Localization
import com.github.ajalt.clikt.output.ParameterFormatter
import httpwire.HttpException
import httpwire.HttpException.Fault
import httpwire.HttpException.InvalidUrl
import httpwire.HttpUrl
import httpwire.examples.hidden
import httpwire.examples.visible
import httpwire.trace.CurlCommand
import okio.ByteString.Companion.encodeUtf8
import java.io.IOException
import java.io.OutputStream
import java.io.PrintStream
import java.io.UncheckedIOException

/** Runs the command as a function from arguments to an exit status; each failure is one line on [err]. */
internal class Command(
    private val out: OutputStream,
    private val err: PrintStream,
    private val environment: Map<String, String> = System.getenv(),
) {
    fun run(arguments: List<String>): ExitStatus {
        val commandLine = CommandLine(environment)
        return try {
            reporting {
                commandLine.parse(arguments)
                carryOut(commandLine.order)
            }
        } catch (e: UsageError) {
            refuse(ExitStatus.WRONG_COMMAND_LINE, describe(e))
        } catch (e: CliktError) {
            print(if (e is PrintHelpMessage) commandLine.getFormattedHelp(e).orEmpty() else e.message.orEmpty())
        }
    }

    private fun reporting(action: () -> ExitStatus): ExitStatus = try {
        action()
    } catch (e: IllegalArgumentException) {
        // The connection itself refuses what contradicts: a method that is none, two Hosts.
        refuse(ExitStatus.WRONG_COMMAND_LINE, e.message.orEmpty())
    } catch (e: InvalidUrl) {
        refuse(ExitStatus.WRONG_COMMAND_LINE, e.message.orEmpty())
    } catch (e: HttpException) {
        refuse(ExitStatus.EXCHANGE_FAILED, describe(e))
    } catch (e: IOException) {
        refuseFile(e)
    } catch (e: UncheckedIOException) {
        refuseFile(e.cause ?: e) // Of a trace, which is written while the exchange goes on.
    }

    private fun carryOut(order: Order): ExitStatus {
        if (order.isOnlyShown) return print(order.urls.joinToString("\n") { commandForCurl(order, it) })
        val watchers = Watchers(order.watches, err)
        val asked = reporting { ask(order, watchers) }
        // Also after a failure, which is what a file is looked at for.
        val written = reporting {
            watchers.close()
            ExitStatus.ANSWERED
        }
        return if (asked == ExitStatus.ANSWERED) written else asked
    }

    /** A client sends several, and it sends the Content-Type of a body. */
    private fun commandForCurl(order: Order, url: HttpUrl): String {
        val asked = url.toString()
        val command =
            if (order.needsClient) CurlCommand.of(order.request(asked)) else CurlCommand.of(order.request(url), asked)
        return command.toString()
    }

    private fun ask(order: Order, watchers: Watchers): ExitStatus {
        val output = Output(out, order.showsHead, order.isNamedByServer)
        val isAllAnswered = when {
            order.isPipelined -> PipelineFetch(order, output, watchers, err).run { failed(it, watchers) }
            order.needsClient -> ClientFetch(order, output, watchers, err).run { failed(it, watchers) }
            else -> Fetch(order, output, watchers).run { failed(it, watchers) }
        }
        return if (isAllAnswered) ExitStatus.ANSWERED else ExitStatus.EXCHANGE_FAILED
    }

    private fun failed(failure: HttpException, watchers: Watchers) {
        watchers.failed(failure)
        refuse(ExitStatus.EXCHANGE_FAILED, describe(failure))
    }

    private fun print(text: String): ExitStatus {
        out.write("$text\n".toByteArray())
        out.flush()
        return ExitStatus.ANSWERED
    }

    private fun refuse(status: ExitStatus, reason: String): ExitStatus {
        // Escaped, because one line was promised and a stranger's words may be in it.
        val hint = if (status == ExitStatus.WRONG_COMMAND_LINE) " (see httpwire --help)" else ""
        err.println("httpwire: ${reason.encodeUtf8().visible()}$hint")
        return status
    }

    private fun refuseFile(failure: Exception) =
        refuse(ExitStatus.LOCAL_FAILURE, "a local file or pipe failed: ${failure.message}")

    private fun describe(error: UsageError): String {
        val first = if (error is MultiUsageError) error.errors.first() else error
        return first.formatMessage(English, ParameterFormatter.Plain)
    }

    private fun describe(failure: HttpException): String {
        val phase = failure.circumstances?.let { "; phase: ${it.phase()}" }.orEmpty()
        return "${failure.message.orEmpty().hidden()} (${failure.javaClass.simpleName}; at fault: ${whose(
            failure.fault,
        )}$phase)"
    }

    private fun whose(fault: Fault) = when (fault) {
        Fault.CALLER -> "the caller"
        Fault.PEER -> "the other side"
        Fault.NETWORK -> "the network"
        Fault.LIMIT -> "a limit set here"
    }

    private object English : Localization
}
