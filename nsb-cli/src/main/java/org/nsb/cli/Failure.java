// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.nsb.arch.UnsupportedArchitectureException;
import org.nsb.elf.ElfFormatException;
import org.nsb.generator.GeneratorRefusedException;
import org.nsb.generator.UnusableTargetException;
import org.nsb.generator.callers.DisassemblerException;
import org.nsb.generator.debuginfo.DebugInfoException;
import org.nsb.patcher.BusyException;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.NotPermittedException;
import org.nsb.patcher.PatcherException;
import org.nsb.patcher.WrongStateException;
import org.nsb.vzpatch.VzpatchFormatException;

/**
 * What a user is told about an exception: the only place where exceptions become exit codes.
 *
 * @param code the exit status
 * @param lines the message; further lines are details
 */
record Failure(ExitCode code, List<String> lines) {

    /** The failure that an exception means. */
    static Failure of(Throwable thrown) {
        if (thrown instanceof PatcherException e) {
            return new Failure(code(e), List.of(e.getMessage()));
        }
        if (thrown instanceof GeneratorRefusedException e) {
            return new Failure(ExitCode.REFUSED, e.getMessage().lines().toList());
        }
        if (thrown instanceof VzpatchFormatException || thrown instanceof ElfFormatException) {
            return new Failure(ExitCode.BAD_PATCH, List.of(thrown.getMessage()));
        }
        if (thrown instanceof UnsupportedArchitectureException) {
            return new Failure(ExitCode.NOT_APPLICABLE, List.of(thrown.getMessage()));
        }
        if (thrown instanceof DebugInfoException
                || thrown instanceof UnusableTargetException
                || thrown instanceof DisassemblerException) {
            return new Failure(ExitCode.FAILED, List.of(thrown.getMessage()));
        }
        if (thrown instanceof UncheckedIOException e) {
            return of(e.getCause());
        }
        if (thrown instanceof FileSystemException e) {
            return new Failure(ExitCode.FAILED, List.of(e.getFile() + ": " + reason(e)));
        }
        if (thrown instanceof IOException) {
            return new Failure(ExitCode.FAILED, List.of(String.valueOf(thrown.getMessage())));
        }
        return new Failure(ExitCode.FAILED, List.of("internal error: " + thrown));
    }

    /** Whether nobody foresaw this, so that the trace is of use to the authors. */
    boolean internal() {
        return lines.get(0).startsWith("internal error");
    }

    private static ExitCode code(PatcherException e) {
        if (e instanceof BusyException) {
            return ExitCode.BUSY;
        }
        if (e instanceof NotApplicableException) {
            return ExitCode.NOT_APPLICABLE;
        }
        if (e instanceof WrongStateException) {
            return ExitCode.WRONG_STATE;
        }
        if (e instanceof NoSuchProcessException) {
            return ExitCode.NO_PROCESS;
        }
        if (e instanceof NotPermittedException) {
            return ExitCode.NOT_PERMITTED;
        }
        return ExitCode.FAILED;
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getReason() != null ? e.getReason() : e.toString();
    }
}
