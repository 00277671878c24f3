// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The order in which the dynamic linker searches modules for symbols (gABI, "Shared Object
 * Dependencies"; {@code man 3 dlopen}).
 *
 * <p>The list of the process names all modules: first those that were there when the program
 * started, in the order of the search, then those that were opened later. The former are the global
 * scope. Which of the latter were opened with RTLD_GLOBAL cannot be seen from outside, so they
 * count only for themselves: a module that was opened later searches the global scope, then itself
 * and what it needs.
 *
 * @param global the global scope
 * @param later modules opened while the program ran, in this order
 * @param linkMaps address of the dynamic linker's own structure for each module
 * @param unknown names of listed modules that are not mapped as ELF files
 */
public record SearchOrder(
        List<LoadedModule> global,
        List<LoadedModule> later,
        Map<LoadedModule, Long> linkMaps,
        List<String> unknown) {
    public SearchOrder {
        global = List.copyOf(global);
        later = List.copyOf(later);
        linkMaps = Map.copyOf(linkMaps);
        unknown = List.copyOf(unknown);
    }

    /**
     * Divides the dynamic linker's list.
     *
     * <p>What the executable needs, directly or not, was there at the start, and so was everything
     * listed before it (LD_PRELOAD).
     *
     * @param listed in the order of the list, the executable first
     */
    public static SearchOrder of(
            List<LoadedModule> listed, Map<LoadedModule, Long> linkMaps, List<String> unknown) {
        if (listed.isEmpty()) {
            return new SearchOrder(listed, List.of(), linkMaps, unknown);
        }
        Set<LoadedModule> needed = closure(listed.get(0), listed);
        int last = 0;
        for (int i = 0; i < listed.size(); i++) {
            last = needed.contains(listed.get(i)) ? i : last;
        }
        return new SearchOrder(
                listed.subList(0, last + 1),
                listed.subList(last + 1, listed.size()),
                linkMaps,
                unknown);
    }

    /** The modules in which references of {@code from} are searched, in this order. */
    public List<LoadedModule> scopeOf(LoadedModule from) {
        if (!later.contains(from)) {
            return global;
        }
        Set<LoadedModule> scope = new LinkedHashSet<>(global);
        List<LoadedModule> all = new ArrayList<>(global);
        all.addAll(later);
        scope.addAll(closure(from, all));
        return List.copyOf(scope);
    }

    /** A module and all that it needs, breadth first (the order of the dynamic linker). */
    private static Set<LoadedModule> closure(LoadedModule root, List<LoadedModule> among) {
        Map<String, LoadedModule> byName =
                among.stream()
                        .collect(
                                Collectors.toMap(
                                        SearchOrder::soName, Function.identity(), (a, b) -> a));
        among.forEach(m -> byName.putIfAbsent(m.name(), m));
        Set<LoadedModule> found = new LinkedHashSet<>(List.of(root));
        List<LoadedModule> queue = new ArrayList<>(found);
        for (int i = 0; i < queue.size(); i++) {
            for (String name : neededBy(queue.get(i))) {
                LoadedModule module = byName.get(name.substring(name.lastIndexOf('/') + 1));
                if (module != null && found.add(module)) {
                    queue.add(module);
                }
            }
        }
        return found;
    }

    private static String soName(LoadedModule module) {
        Optional<String> name = module.dynamic().flatMap(d -> d.soName());
        return name.orElse(module.name());
    }

    private static List<String> neededBy(LoadedModule module) {
        return module.dynamic().map(d -> d.needed()).orElse(List.of());
    }
}
