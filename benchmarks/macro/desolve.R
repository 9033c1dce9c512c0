# SPDX-License-Identifier: Apache-2.0
# Integrates all members of a sample with deSolve, one after the other: Rscript desolve.R FOLDER METHOD RELATIVE MEMBERS
# SIZE PARAMETERS TIMES. Reads and writes plain doubles in FOLDER; prints the computing time of the loop and the steps.
suppressMessages(library(deSolve))

arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
method <- arguments[2]
relative <- as.numeric(arguments[3])
counts <- as.integer(arguments[4:7])
names(counts) <- c("members", "size", "parameters", "times")

numbers <- function(name, rows, columns) {
  matrix(readBin(file.path(folder, name), "double", rows * columns), nrow = rows)
}
parameters <- numbers("parameters.bin", counts["parameters"], counts["members"])
starts <- numbers("starts.bin", counts["size"], counts["members"])
absolute <- numbers("absolute.bin", counts["size"], counts["members"])
times <- as.vector(numbers("times.bin", counts["times"], 1))
dyn.load(file.path(folder, "model.so"))

integrate <- function(m) {
  common <- list(y = starts[, m], times = times, func = "model_rates", parms = parameters[, m], dllname = "model",
                 initfunc = "model_init", rtol = relative, atol = absolute[, m], maxsteps = 1e7)
  if (method == "lsoda") {
    return(do.call(lsoda, c(common, list(jacfunc = "model_jacobian", jactype = "fullusr"))))
  }
  do.call(ode, c(common, list(method = method)))
}

courses <- vector("list", counts["members"])
started <- sum(proc.time()[1:2])
for (m in seq_len(counts["members"])) courses[[m]] <- integrate(m)
seconds <- sum(proc.time()[1:2]) - started

output <- file(file.path(folder, "courses.bin"), "wb")
steps <- 0
rates <- 0
for (course in courses) {
  steps <- steps + attr(course, "istate")[2]
  rates <- rates + attr(course, "istate")[3]
  writeBin(as.vector(t(course[, -1])), output)
}
close(output)
cat(sprintf("%.6f %.0f %.0f\n", seconds, steps, rates))
