"""One question asked of the study each: plain results, no words and no figures."""
