// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.elf.ElfHeader;
import org.nsb.patcher.NotApplicableException;
import org.nsb.vzpatch.Vzpatch;

/** Finds the module that a patch is made for. */
final class TargetFinder {
    private final ProcessView view;
    private final Architectures architectures;

    TargetFinder(ProcessView view, Architectures architectures) {
        this.view = view;
        this.architectures = architectures;
    }

    /**
     * The target module.
     *
     * @throws NotApplicableException if there is none, or more than one, or if the process belongs
     *     to another CPU; the message says what was found instead
     */
    LoadedModule find(Vzpatch vzpatch, Architecture architecture) {
        checkArchitecture(vzpatch, architecture);
        List<LoadedModule> matches =
                view.modules().stream()
                        .filter(
                                m ->
                                        m.buildId()
                                                .equals(
                                                        java.util.Optional.of(
                                                                vzpatch.target().buildId())))
                        .toList();
        List<LoadedModule> candidates = matches;
        if (matches.size() > 1) {
            candidates =
                    matches.stream().filter(m -> view.search().linkMaps().containsKey(m)).toList();
        }
        if (candidates.size() != 1) {
            throw new NotApplicableException(
                    view.pid(),
                    matches.isEmpty() ? nothingFound(vzpatch) : mappedTwice(vzpatch, matches));
        }
        return candidates.get(0);
    }

    private void checkArchitecture(Vzpatch vzpatch, Architecture architecture) {
        for (LoadedModule module : view.executable().stream().toList()) {
            ElfHeader header = module.image().header();
            if (header.machine() != architecture.machine()
                    || header.elfClass() != architecture.elfClass()) {
                throw new NotApplicableException(
                        view.pid(),
                        "the patch is for %s, but process %d is of another architecture: %s"
                                .formatted(
                                        vzpatch.patch().architecture(),
                                        view.pid(),
                                        architectures.describe(
                                                header.elfClass(), header.machine())));
            }
        }
    }

    private String nothingFound(Vzpatch vzpatch) {
        String wanted = vzpatch.target().name();
        List<String> sameName = new ArrayList<>();
        for (LoadedModule module : view.modules()) {
            if (!wanted.isEmpty() && module.name().equals(wanted)) {
                sameName.add(
                        module.buildId()
                                .map(id -> "has " + wanted + " with build-id " + id)
                                .orElse("has " + wanted + " without build-id"));
            }
        }
        String process = "process " + view.pid();
        return sameName.isEmpty()
                ? "%s has not loaded %s (build-id %s)"
                        .formatted(
                                process,
                                wanted.isEmpty() ? "the module of the patch" : wanted,
                                vzpatch.target().buildId())
                : "%s %s, the patch is for build-id %s"
                        .formatted(
                                process,
                                String.join(" and ", sameName),
                                vzpatch.target().buildId());
    }

    private String mappedTwice(Vzpatch vzpatch, List<LoadedModule> matches) {
        return "process %d has mapped the module with build-id %s more than once: %s"
                .formatted(
                        view.pid(),
                        vzpatch.target().buildId(),
                        matches.stream()
                                .map(m -> m.path() + " at 0x" + Long.toHexString(m.image().start()))
                                .collect(Collectors.joining(", ")));
    }
}
