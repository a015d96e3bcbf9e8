# Times MASS::polr and ordinal::clm on frames that models.py has written; prints name,what,seconds.
#   Rscript models.R FOLDER REPLICATES
suppressMessages({library(MASS); library(ordinal); library(sandwich)})
arguments <- commandArgs(trailingOnly = TRUE)
grades <- c("Inadequate", "Requires improvement", "Good", "Outstanding")

used <- function() sum(proc.time()[c("user.self", "sys.self")])
best <- function(task, batches = 5, runs = 10) min(replicate(batches, {
  begun <- used()
  for (run in seq_len(runs)) task()
  (used() - begun) / runs
}))

resampled <- function(frame, formula, replicates) {
  members <- split(seq_len(nrow(frame)), frame$cluster)
  set.seed(1)
  for (replicate in seq_len(replicates)) {
    rows <- unlist(members[sample.int(length(members), replace = TRUE)], use.names = FALSE)
    clm(formula, data = frame[rows, ])
  }
}

for (file in list.files(arguments[1], pattern = "[.]csv$", full.names = TRUE)) {
  frame <- read.csv(file, check.names = TRUE)
  frame$grade <- factor(frame$grade, levels = grades, ordered = TRUE)
  formula <- reformulate(setdiff(names(frame), c("grade", "cluster")), "grade")
  # polr differentiates a likelihood that it scales badly by itself: it gets the standardised terms it asks for
  scaled <- frame
  terms <- setdiff(names(frame), c("grade", "cluster"))
  scaled[terms] <- scale(frame[terms])
  replicates <- as.integer(arguments[2])
  times <- c(
    polr = best(function() polr(formula, scaled, Hess = TRUE)),
    clm = best(function() vcov(clm(formula, data = frame))),
    clm_clustered = best(function() vcovCL(clm(formula, data = frame), cluster = frame$cluster, type = "HC1")),
    clm_bootstrap = best(function() resampled(frame, formula, replicates), batches = 1, runs = 1) * 1000 / replicates,
    log_likelihood = as.numeric(logLik(clm(formula, data = frame, control = clm.control(gradTol = 1e-10)))))
  name <- sub("[.]csv$", "", basename(file))
  cat(sprintf("%s,%s,%.10g\n", name, names(times), times), sep = "")
}
