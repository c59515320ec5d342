-- The heads moderate the whole school.
CREATE INDEX news_comment_school ON news_comment (school, state, at);
CREATE INDEX news_report_school ON news_report (school, answered_at, at);
