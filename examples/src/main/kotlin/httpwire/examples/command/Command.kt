package httpwire.examples.command

import com.github.ajalt.clikt.core.CliktError
import com.github.ajalt.clikt.core.MultiUsageError
import com.github.ajalt.clikt.core.PrintHelpMessage
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.core.parse
import com.github.ajalt.clikt.output.Localization
import com.github.ajalt.clikt.output.ParameterFormatter
import httpwire.HttpException
import httpwire.HttpException.UnexpectedResponse
import httpwire.HttpUrl
import httpwire.trace.CurlCommand
import java.io.OutputStream
import java.io.PrintStream

/** Runs the command as a function from arguments to an exit status; each failure is one line on [err]. */
internal class Command(
    private val out: OutputStream,
    private val err: PrintStream,
    private val environment: Map<String, String> = System.getenv(),
    private val isTerminal: Boolean = false,
) {
    fun run(arguments: List<String>): ExitStatus {
        val commandLine = CommandLine(environment)
        val reporter = Reporter(err)
        return try {
            reporter.reporting {
                commandLine.parse(arguments)
                carryOut(commandLine.order)
            }
        } catch (e: UsageError) {
            reporter.wrongCommandLine(describe(e))
        } catch (e: CliktError) {
            print(if (e is PrintHelpMessage) commandLine.getFormattedHelp(e).orEmpty() else e.message.orEmpty())
        }
    }

    private fun carryOut(order: Order): ExitStatus {
        if (order.isOnlyShown) return print(order.urls.joinToString("\n") { commandForCurl(order, it) })
        val watchers = Watchers(order.watches, err)
        val lines = if (order.isSilent) PrintStream(OutputStream.nullOutputStream()) else err
        val reporter = Reporter(lines)
        val asked = reporter.reporting { ask(order, watchers, lines) }
        // Also after a failure, which is what a file is looked at for.
        val written = reporter.reporting {
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

    /** @return that of the first failure, if there is one */
    private fun ask(order: Order, watchers: Watchers, lines: PrintStream): ExitStatus {
        val output = Output(out, order, isTerminal)
        val failures = mutableListOf<HttpException>()
        val reporter = Reporter(lines)
        fun failed(failure: HttpException) {
            failures += failure
            watchers.failed(failure)
            reporter.failed(failure)
        }
        when {
            order.isPipelined -> PipelineFetch(order, output, watchers, lines).run(::failed)
            order.needsClient -> ClientFetch(order, output, watchers, lines).run(::failed)
            else -> Fetch(order, output, watchers).run(::failed)
        }
        return when (failures.firstOrNull()) {
            null -> ExitStatus.ANSWERED
            is UnexpectedResponse -> if (order.isFailing) ExitStatus.REFUSED else ExitStatus.EXCHANGE_FAILED
            else -> ExitStatus.EXCHANGE_FAILED
        }
    }

    private fun print(text: String): ExitStatus {
        out.write("$text\n".toByteArray())
        out.flush()
        return ExitStatus.ANSWERED
    }

    private fun describe(error: UsageError): String {
        val first = if (error is MultiUsageError) error.errors.first() else error
        return first.formatMessage(English, ParameterFormatter.Plain)
    }

    private object English : Localization
}
