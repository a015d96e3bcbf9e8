# Estimates by R of the specifications in ../test_reference.py, on simulated.csv:
#   Rscript reference.R    (packages MASS, ordinal, sandwich; made with R 4.2.2, ordinal 2022.11-16, sandwich 3.0-2)
# Clustered errors: sandwich::vcovCL, HC1 with the G/(G-1) factor; k counts thresholds.
suppressMessages({library(MASS); library(ordinal); library(sandwich)})
options(contrasts = c("contr.treatment", "contr.poly"))
grades <- c("Inadequate", "Requires improvement", "Good", "Outstanding")
frame <- read.csv("simulated.csv")
frame$grade <- factor(frame$overall, levels = grades, ordered = TRUE)
frame$code <- as.integer(frame$grade)
frame$previous <- relevel(factor(frame$previous_overall, levels = grades), ref = "Good")
frame$year <- factor(frame$census_year)
tight <- clm.control(gradTol = 1e-10, maxIter = 200)

rows <- function(id, model, cluster) {
  kept <- !is.na(coef(model))
  robust <- if (is.null(cluster)) rep(NA, length(coef(model))) else
    sqrt(diag(vcovCL(model, cluster = cluster, type = "HC1", cadjust = TRUE)))
  data.frame(spec_id = id, term = names(coef(model))[kept], estimate = unname(coef(model)),
             se_model = sqrt(diag(vcov(model)))[seq_along(coef(model))], se_cluster = unname(robust),
             log_likelihood = as.numeric(logLik(model)), row.names = NULL)
}
ordered <- function(id, formula, link = "logit", cluster = frame$la_key)
  rows(id, clm(formula, data = frame, link = link, control = tight), cluster)

base <- grade ~ turnover_rate + caseload
yes <- function(id, cut) {
  model <- glm(I(code >= cut) ~ turnover_rate + caseload, binomial, frame, epsilon = 1e-14)
  rows(id, model, frame$la_key)
}
intercept <- clmm(grade ~ turnover_rate + caseload + (1 | la_key), data = transform(frame, la_key = factor(la_key)),
                  nAGQ = 15, control = clmm.control(gradTol = 1e-7, maxIter = 500))
polr_again <- polr(base, frame, Hess = TRUE, control = list(reltol = 1e-14, maxit = 1000))
stopifnot(max(abs(coef(polr_again) - coef(clm(base, data = frame))[4:5])) < 1e-5)

mixed <- data.frame(spec_id = "overall|turnover+caseload|family=ordered_logit_re",
  term = c(names(coef(intercept)), "sd"), estimate = c(coef(intercept), sqrt(unlist(VarCorr(intercept)))),
  se_model = c(sqrt(diag(vcov(intercept)))[seq_along(coef(intercept))], NA), se_cluster = NA,
  log_likelihood = as.numeric(logLik(intercept)), row.names = NULL)

all <- rbind(
  ordered("overall|turnover+caseload", base),
  ordered("overall|turnover+caseload+agency", grade ~ turnover_rate + caseload + agency_rate),
  ordered("overall|turnover+caseload|cluster=return_group", base, cluster = frame$return_group),
  ordered("overall|turnover+caseload|family=ordered_probit", base, link = "probit"),
  ordered("overall|turnover+caseload+previous_grade", grade ~ turnover_rate + caseload + previous),
  ordered("overall|turnover+caseload|effects=region+census_year", grade ~ turnover_rate + caseload + region + year),
  yes("overall|turnover+caseload|family=logit_good_or_better", 3),
  yes("overall|turnover+caseload|family=logit_not_inadequate", 2),
  rows("overall|turnover+caseload|family=ols_grade", lm(code ~ turnover_rate + caseload, frame), frame$la_key),
  mixed)
numbers <- c("estimate", "se_model", "se_cluster", "log_likelihood")
all[numbers] <- lapply(all[numbers], function(value) signif(value, 10))
write.csv(all, "reference.csv", row.names = FALSE, quote = FALSE)
