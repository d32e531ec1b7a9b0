package httpwire.examples.recipes

import com.github.ajalt.mordant.animation.progress.MultiProgressBarAnimation
import com.github.ajalt.mordant.animation.progress.ProgressTask
import com.github.ajalt.mordant.animation.progress.addTask
import com.github.ajalt.mordant.terminal.Terminal
import com.github.ajalt.mordant.widgets.progress.completed
import com.github.ajalt.mordant.widgets.progress.progressBar
import com.github.ajalt.mordant.widgets.progress.progressBarContextLayout
import com.github.ajalt.mordant.widgets.progress.text
import httpwire.body.progress.Progress
import httpwire.coroutines.http
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.launch
import okio.Path

/**
 * How do I download several files at once, and see how far they are? Each has its connection; if one fails, the others
 * are cut, and so they are when the caller is cancelled.
 */
internal suspend fun downloadAll(host: String, names: List<String>, folder: Path, bars: Bars) {
    // region parallel-downloads
    coroutineScope {
        for (name in names) {
            launch {
                http(host) {
                    get("/$name").saveToAsFlow(folder / name).conflate().collect { bars.show(name, it) }
                }
            }
        }
    }
    // endregion
}

/** Where progress is shown. */
internal interface Bars {
    fun show(name: String, progress: Progress)

    companion object {
        /** Bars if somebody looks at them, else a line for each file that is there. */
        fun on(terminal: Terminal): Bars =
            if (terminal.terminalInfo.outputInteractive) MovingBars(terminal) else Lines(terminal)
    }
}

private class MovingBars(terminal: Terminal) : Bars {
    private val layout = progressBarContextLayout<String> {
        text { context }
        progressBar()
        completed()
    }
    private val animation = MultiProgressBarAnimation(terminal)
    private val tasks = mutableMapOf<String, ProgressTask<String>>()

    /** The coroutines that show may run in different threads, and there is one terminal. */
    @Synchronized
    override fun show(name: String, progress: Progress) {
        tasks.getOrPut(name) { animation.addTask(layout, name) }.update {
            total = progress.totalByteCount.takeIf { it >= 0 }
            completed = progress.byteCount
        }
        // The last state must be seen; those before it as often as the terminal wants them.
        animation.refresh(refreshAll = progress.byteCount == progress.totalByteCount)
    }
}

private class Lines(private val terminal: Terminal) : Bars {
    @Synchronized
    override fun show(name: String, progress: Progress) {
        if (progress.byteCount > 0 && progress.byteCount == progress.totalByteCount) {
            terminal.println("$name: ${progress.byteCount} bytes")
        }
    }
}
